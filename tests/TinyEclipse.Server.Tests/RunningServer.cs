using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.People;
using TinyEclipse.Server.Features.People.ApiTokens;
using TinyEclipse.Server.Features.Sites;
using TinyEclipse.Server.Features.Tenants;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Tests;

/// <summary>A server that runs, and the people and sites that a test needs in it.</summary>
public sealed class RunningServer(WebApplication app) : IAsyncDisposable
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(app.Urls.Last());

    public IServiceProvider Services => app.Services;

    public Uri HttpAddress => new(app.Urls.First());

    public Uri GrpcAddress => new(app.Urls.Last());

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    /// <summary>A caller with this token; without one, nobody.</summary>
    public TestCaller As(string token)
    {
        var http = new HttpClient { BaseAddress = HttpAddress };
        if (token.Length == 0)
            return new TestCaller(token, http, _channel.CreateCallInvoker());

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new TestCaller(token, http, _channel.Intercept(headers =>
        {
            headers.Add("authorization", $"Bearer {token}");
            return headers;
        }));
    }

    public async Task<TestTenant> NewTenantAsync(Plan plan = Plan.Pro, SiteEnvironment environment = SiteEnvironment.Production)
    {
        var name = $"{Guid.NewGuid():n}.example";
        var draft = new Tenant { Name = name, Domain = name, Plan = plan, TimeZone = "Europe/Brussels", CartAbandonMinutes = 60 };
        var made = await Services.GetRequiredService<TenantStore>().CreateAcrossTenantsAsync(draft, CancellationToken.None);
        var tenant = new TenantId(Guid.Parse(made!.Id));

        var sites = Services.GetRequiredService<SiteStore>();
        var site = await sites.CreateAsync(tenant, new Site { Url = $"https://{name}", Environment = environment }, CancellationToken.None);
        var siteToken = await sites.CreateTokenAsync(tenant, Guid.Parse(site!.Id), expiresAt: null, CancellationToken.None);
        return new TestTenant(this, tenant, Guid.Parse(site.Id), As(siteToken!.Token), await NewPersonAsync(tenant, Role.Owner));
    }

    public async Task<TestCaller> NewPersonAsync(TenantId tenant, Role role)
    {
        var people = Services.GetRequiredService<PersonStore>();
        var person = await people.EnsureAcrossTenantsAsync($"{Guid.NewGuid():n}@example.be", "Test", isOperator: false, CancellationToken.None);
        await people.JoinAsync(tenant, person, role, CancellationToken.None);
        return await NewTokenAsync(person);
    }

    /// <summary>A caller with a new API token of the person: for everything, where nothing else is said.</summary>
    public async Task<TestCaller> NewTokenAsync(Guid person, string scope = Scopes.Everything, TenantId? limitedTo = null)
    {
        var draft = new ApiTokenDraft(person, "Test", [scope], limitedTo?.Value, ExpiresAt: null);
        return As((await Services.GetRequiredService<ApiTokenStore>().CreateAcrossTenantsAsync(draft, CancellationToken.None))!.Token);
    }

    public async Task<TestCaller> NewOperatorAsync()
    {
        var people = Services.GetRequiredService<PersonStore>();
        var person = await people.EnsureAcrossTenantsAsync($"{Guid.NewGuid():n}@example.be", "Operator", isOperator: true, CancellationToken.None);
        return await NewTokenAsync(person);
    }
}

/// <summary>Somebody who calls, over JSON or gRPC.</summary>
public sealed record TestCaller(string Token, HttpClient Http, CallInvoker Grpc);

/// <summary>A tenant with one site and one owner.</summary>
public sealed record TestTenant(RunningServer Server, TenantId Tenant, Guid SiteId, TestCaller Site, TestCaller Owner)
{
    public string Id => Tenant.ToString();
}
