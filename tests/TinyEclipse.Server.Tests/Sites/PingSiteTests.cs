using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Signatures;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Tests.Sites;

public sealed class PingSiteTests(TestServer tests)
{
    private static readonly Dictionary<string, string?> Local = new(StringComparer.Ordinal) { ["Sites:AllowPrivateAddresses"] = "true", ["Sites:TimeoutSeconds"] = "1" };

    [Fact]
    public async Task A_site_is_called_by_a_signed_request_and_tells_of_itself()
    {
        await using var story = await StoryAsync();
        var first = await story.PingAsync();
        await story.PingAsync();

        Assert.Equal("https://shop.example", first.HomeUrl);
        Assert.Equal(SiteEnvironment.Staging, first.Environment);
        Assert.Equal("6.1.9", first.Versions.Wordpress);
        Assert.Equal([SignatureVerdict.Valid, SignatureVerdict.Valid], story.Site.Verdicts);
    }

    [Fact]
    public async Task An_address_with_the_route_in_its_query_is_called_too()
    {
        await using var story = await StoryAsync();
        await story.TellAsync(new Uri(story.Site.RestUrl).GetLeftPart(UriPartial.Authority) + "/index.php?rest_route=/tinyeclipse/v1/");

        await story.PingAsync();
        Assert.Equal([SignatureVerdict.Valid], story.Site.Verdicts);
    }

    [Theory]
    [InlineData(302, "REDIRECT")]
    [InlineData(401, "REFUSED")]
    [InlineData(503, "REFUSED")]
    public async Task A_site_that_does_not_take_it_is_told_of(int status, string cause)
    {
        await using var story = await StoryAsync();
        story.Site.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = story.Site.RestUrl;
            return Task.CompletedTask;
        };

        var failure = await story.FailAsync();
        Assert.Equal((cause, ((int)(HttpStatusCode)status).ToString(System.Globalization.CultureInfo.InvariantCulture)), (failure.Metadata("cause"), failure.Metadata("http_status")));
        Assert.Single(story.Site.Verdicts);
    }

    [Theory]
    [InlineData("<html>Welkom</html>")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("")]
    public async Task Somebody_else_at_the_address_is_not_taken_for_the_plugin(string answer)
    {
        await using var story = await StoryAsync();
        story.Site.Answer = context => context.Response.WriteAsync(answer);

        Assert.Equal("OTHER_ANSWER", (await story.FailAsync()).Metadata("cause"));
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        await using var story = await StoryAsync();
        story.Site.Answer = async context =>
        {
            for (var block = new byte[65536]; !context.RequestAborted.IsCancellationRequested;)
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
        };

        Assert.Equal("OTHER_ANSWER", (await story.FailAsync()).Metadata("cause"));
    }

    [Fact]
    public async Task A_site_that_is_away_or_hangs_is_not_waited_for()
    {
        await using var story = await StoryAsync();
        story.Site.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        Assert.Equal("UNREACHABLE", (await story.FailAsync()).Metadata("cause"));

        await story.TellAsync("http://127.0.0.1:9/wp-json/tinyeclipse/v1/");
        Assert.Equal("UNREACHABLE", (await story.FailAsync()).Metadata("cause"));
    }

    [Fact]
    public async Task A_private_address_is_not_called()
    {
        await using var story = await StoryAsync(new Dictionary<string, string?>(StringComparer.Ordinal));

        Assert.Equal("PRIVATE_ADDRESS", (await story.FailAsync()).Metadata("cause"));
        Assert.Empty(story.Site.Verdicts);
    }

    [Fact]
    public async Task A_site_that_never_said_where_it_answers_is_not_called()
    {
        var tenant = await tests.NewTenantAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await new SiteService.SiteServiceClient(tenant.Owner.Grpc).PingSiteAsync(new() { TenantId = tenant.Id, SiteId = tenant.SiteId.ToString() }));

        Assert.Equal("SITE_ADDRESS_UNKNOWN", failure.Reason());
    }

    [Theory]
    [InlineData("ftp://shop.example/")]
    [InlineData("https://shop.example/wp-json")]
    [InlineData("https://an:secret@shop.example/")]
    [InlineData("//shop.example/")]
    [InlineData("https://shop.example/#/")]
    public async Task An_address_that_is_none_is_not_taken(string address)
    {
        var tenant = await tests.NewTenantAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new SiteService.SiteServiceClient(tenant.Site.Grpc).RecordHeartbeatAsync(new() { RestUrl = address }));

        Assert.Equal(["rest_url"], failure.Fields());
    }

    private async Task<Story> StoryAsync(Dictionary<string, string?>? settings = null)
    {
        var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), settings: settings ?? Local);
        var story = new Story(server, await server.NewTenantAsync(), await TestSite.StartAsync(server));
        await story.TellAsync(story.Site.RestUrl);
        return story;
    }

    private sealed record Story(RunningServer Server, TestTenant Tenant, TestSite Site) : IAsyncDisposable
    {
        private SiteService.SiteServiceClient Sites => new(Tenant.Owner.Grpc);

        public async Task TellAsync(string restUrl) => await new SiteService.SiteServiceClient(Tenant.Site.Grpc).RecordHeartbeatAsync(new() { RestUrl = restUrl });

        public async Task<PingSiteResponse> PingAsync() => await Sites.PingSiteAsync(new() { TenantId = Tenant.Id, SiteId = Tenant.SiteId.ToString() });

        public async Task<ErrorInfo> FailAsync()
        {
            var failure = await Assert.ThrowsAsync<RpcException>(PingAsync);
            Assert.Equal((StatusCode.FailedPrecondition, "SITE_CALL_FAILED"), (failure.StatusCode, failure.Reason()));
            return failure.Info();
        }

        public async ValueTask DisposeAsync()
        {
            await Site.DisposeAsync();
            await Server.DisposeAsync();
        }
    }
}

internal static class ErrorInfos
{
    public static string Metadata(this ErrorInfo info, string key) => info.Metadata.GetValueOrDefault(key, "");
}
