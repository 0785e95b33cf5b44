using System.ComponentModel.DataAnnotations;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using TinyEclipse.Server.Features.People.Passkeys;

namespace TinyEclipse.Server.Tests.People.Passkeys;

public sealed class PasskeyOptionsTests(TestServer server)
{
    [Theory]
    [InlineData("", true, "localhost")]
    [InlineData("", false, "")]
    [InlineData("https://hub.example.be/start", false, "hub.example.be")]
    [InlineData("https://hub.example.be:8443", true, "hub.example.be")]
    [InlineData("http://localhost:8082", false, "localhost")]
    [InlineData("http://hub.example.be", false, "")] // browsers have no passkeys there
    [InlineData("https://127.0.0.1:8082", false, "")] // nor there
    [InlineData("http://127.0.0.1:8082", true, "localhost")]
    public void The_domain_follows_from_where_people_open_the_hub(string publicUrl, bool isDevelopment, string domain)
    {
        var options = new PasskeyOptions();
        options.Complete(publicUrl, isDevelopment);

        Assert.Equal(domain, options.Domain);
        Assert.Empty(Complaints(options));
    }

    [Theory]
    [InlineData("https://hub.example.be", true)]
    [InlineData("https://hub.example.be:443", false)] // no browser writes it like that
    [InlineData("https://example.be", false)]
    [InlineData("http://hub.example.be", false)]
    [InlineData("HTTPS://HUB.EXAMPLE.BE", false)]
    public async Task Pages_of_the_public_address_are_allowed_and_no_others(string origin, bool allowed)
    {
        var options = new PasskeyOptions();
        options.Complete("https://hub.example.be/start", isDevelopment: false);
        Assert.Equal(allowed, await IsAllowedAsync(options, origin));
    }

    [Theory]
    [InlineData("http://localhost:8080", true)]
    [InlineData("https://localhost", true)]
    [InlineData("http://localhost.evil.example", false)]
    [InlineData("http://evil.localhost:8080", false)]
    [InlineData("http://localhost:8080/path", false)]
    [InlineData("http://127.0.0.1:8080", false)]
    public async Task In_development_any_port_of_localhost_is_allowed(string origin, bool allowed)
    {
        var options = new PasskeyOptions();
        options.Complete(publicUrl: null, isDevelopment: true);
        Assert.Equal(allowed, await IsAllowedAsync(options, origin));
    }

    [Fact]
    public async Task A_domain_alone_allows_its_own_page()
    {
        var options = new PasskeyOptions { Domain = "example.be" };
        options.Complete("https://hub.example.com", isDevelopment: true);
        Assert.True(await IsAllowedAsync(options, "https://example.be"));
        Assert.False(await IsAllowedAsync(options, "https://hub.example.com"));
    }

    [Theory]
    [InlineData("https://example.be", "https://example.be")]
    [InlineData("Example.be", "https://example.be")]
    [InlineData("127.0.0.1", "https://127.0.0.1")]
    [InlineData("example.be:8080", "https://example.be")]
    [InlineData("example.be", "https://example.be/")]
    [InlineData("example.be", "http://example.be")]
    [InlineData("example.be", "https://notexample.be")]
    [InlineData("example.be", "hub.example.be")]
    [InlineData("", "https://hub.example.be")]
    public void Such_settings_are_refused(string domain, string origin)
    {
        var options = new PasskeyOptions { Domain = domain, Origins = [origin] };
        options.Complete("https://hub.example.be", isDevelopment: true);

        Assert.NotEmpty(Complaints(options));
    }

    [Fact]
    public async Task A_server_with_pages_elsewhere_does_not_start()
    {
        var database = await server.NewDatabaseAsync();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(
            () => TestServer.StartAsync(database, settings: new() { ["Passkeys:Origins:0"] = "https://hub.example.com" }));

        Assert.Contains("Passkeys:Origins takes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_know_its_domain_says_so()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Passkeys:Domain"] = "", ["Passkeys:Origins:0"] = null };
        await using var own = await TestServer.StartAsync(await server.NewDatabaseAsync(), settings: settings);
        var session = await (await TestPerson.NewAsync(own)).SignedInAsync();

        var signIn = await Assert.ThrowsAsync<RpcException>(() => session.Door().BeginPasskeySignInAsync(new()).ResponseAsync);
        var registration = await Assert.ThrowsAsync<RpcException>(() => session.Passkeys().BeginPasskeyRegistrationAsync(new()).ResponseAsync);

        Assert.Equal((StatusCode.FailedPrecondition, "PASSKEYS_NOT_SET_UP"), (signIn.StatusCode, signIn.Reason()));
        Assert.Equal("PASSKEYS_NOT_SET_UP", registration.Reason());
    }

    private static IEnumerable<ValidationResult> Complaints(PasskeyOptions options) => options.Validate(new ValidationContext(options));

    private static async Task<bool> IsAllowedAsync(PasskeyOptions options, string origin)
    {
        Assert.Empty(Complaints(options));
        var framework = new IdentityPasskeyOptions();
        options.Apply(framework);
        return await framework.ValidateOrigin!(new() { HttpContext = new DefaultHttpContext(), Origin = origin, CrossOrigin = false, TopOrigin = null });
    }
}
