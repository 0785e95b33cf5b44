using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Edge.Idempotency;
using TinyEclipse.Server.Tests.AbandonedCarts;
using TinyEclipse.Sites.V1;
using static TinyEclipse.Server.Tests.Privacy.ContactRights;
using SiteCalls = TinyEclipse.Sites.V1.SiteService.SiteServiceClient;

namespace TinyEclipse.Server.Tests.Privacy;

/// <summary>An answer that is kept for whoever repeats a request may tell of a contact: it does not outlive them.</summary>
public sealed class ForgottenAnswerTests(JudgeServers servers) : IClassFixture<JudgeServers>
{
    private IdempotencyStore Answers => servers.First.Services.GetRequiredService<IdempotencyStore>();

    [Fact]
    public async Task An_erasure_forgets_the_tenants_answers_and_nothing_is_carried_out_again()
    {
        var (tenant, other) = (await servers.First.NewTenantAsync(), await servers.First.NewTenantAsync());
        var cart = await tenant.ReportAsync(CartOfAda());
        await CreateSiteAsync(tenant, "https://een.example");
        var kept = await CreateSiteAsync(other, "https://twee.example");

        await tenant.Owner.Contacts().EraseContactAsync(new() { ContactId = cart.ContactId }, Key());

        var lost = await Assert.ThrowsAsync<RpcException>(() => CreateSiteAsync(tenant, "https://een.example"));
        Assert.Equal((StatusCode.Aborted, "IDEMPOTENCY_ANSWER_LOST"), (lost.StatusCode, lost.Reason()));
        Assert.Equal(2, (await new SiteCalls(tenant.Owner.Grpc).ListSitesAsync(new() { TenantId = tenant.Id })).Sites.Count);
        Assert.Equal(kept, await CreateSiteAsync(other, "https://twee.example"));
        await tenant.Owner.Contacts().EraseContactAsync(new() { ContactId = cart.ContactId }, Key()); // its own answer tells of nobody
    }

    [Fact]
    public async Task An_answer_that_is_on_its_way_is_not_kept_either()
    {
        var tenant = await servers.First.NewTenantAsync();
        var cart = await tenant.ReportAsync(CartOfAda());
        var run = new IdempotentRun(Guid.NewGuid().ToByteArray());
        await Answers.BeginAcrossTenantsAsync(run, [1], CancellationToken.None);

        await tenant.EraseAsync(cart.ContactId);
        await Answers.AnswerAcrossTenantsAsync(run, "Ada"u8.ToArray(), CancellationToken.None);

        Assert.Null((await Answers.BeginAcrossTenantsAsync(new IdempotentRun(run.KeyHash), [1], CancellationToken.None))!.Response);
    }

    private static Metadata Key() => new() { { IdempotencyInterceptor.Header, "once" } };

    private static async Task<Site> CreateSiteAsync(TestTenant tenant, string url) =>
        await new SiteCalls(tenant.Owner.Grpc).CreateSiteAsync(new() { TenantId = tenant.Id, Site = new() { Url = url } }, Key());
}
