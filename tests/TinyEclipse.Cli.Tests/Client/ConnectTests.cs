using TinyEclipse.Client;

namespace TinyEclipse.Cli.Tests.Client;

public sealed class ConnectTests
{
    [Theory]
    [InlineData("http://api.example.be")]
    [InlineData("http://192.168.1.10:8081")]
    public void A_token_is_not_sent_in_clear_text_to_another_machine(string address)
    {
        var options = new TinyEclipseOptions { Address = new Uri(address), Token = "te_api_secret" };

        var refusal = Assert.Throws<ArgumentException>(() => TinyEclipseClient.Connect(options));

        Assert.DoesNotContain("te_api_secret", refusal.Message, StringComparison.Ordinal);
        using var allowed = TinyEclipseClient.Connect(options with { AllowTokenInClearText = true });
        using var anonymous = TinyEclipseClient.Connect(options with { Token = null });
    }

    [Theory]
    [InlineData("https://api.example.be")]
    [InlineData("http://127.0.0.1:8081")]
    [InlineData("http://[::1]:8081")]
    [InlineData("http://localhost:8081")]
    public void A_token_goes_over_TLS_or_stays_on_this_machine(string address)
    {
        using var client = TinyEclipseClient.Connect(new TinyEclipseOptions { Address = new Uri(address), Token = "te_api_secret" });

        Assert.NotNull(client.Tenants);
    }

    [Theory]
    [InlineData("ftp://api.example.be")]
    [InlineData("/only/a/path")]
    public void An_address_must_be_http(string address) =>
        Assert.Throws<ArgumentException>(() => TinyEclipseClient.Connect(new TinyEclipseOptions { Address = new Uri(address, UriKind.RelativeOrAbsolute) }));
}
