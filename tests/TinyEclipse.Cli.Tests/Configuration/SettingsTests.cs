using TinyEclipse.Cli.Configuration;

namespace TinyEclipse.Cli.Tests.Configuration;

public sealed class SettingsTests : IDisposable
{
    private const string Kept = "http://127.0.0.1:9001/";
    private const string Developed = "http://127.0.0.1:9002";

    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void An_option_wins_over_the_environment_and_that_over_the_login_and_that_over_a_development_server()
    {
        WriteDevelopmentFile();
        Assert.Equal(new Uri(Developed), Resolve().Address);

        LoginFile.Of(_shell.Shell()).Write(new Uri(Kept), "te_api_kept");
        Assert.Equal((new Uri(Kept), "te_api_kept"), (Resolve().Address!, Resolve().Token));

        _shell.Environment["TE_GRPC_URL"] = "https://environment.example.be";
        _shell.Environment["TE_API_TOKEN"] = "te_api_environment";
        Assert.Equal((new Uri("https://environment.example.be"), "te_api_environment"), (Resolve().Address!, Resolve().Token));

        var options = new Source("options") { Address = new Uri("https://option.example.be"), Token = "te_api_option" };
        Assert.Equal((new Uri("https://option.example.be"), "te_api_option"), (Resolve(options).Address!, Resolve(options).Token));
    }

    [Fact]
    public void A_kept_token_is_shown_to_no_other_server()
    {
        LoginFile.Of(_shell.Shell()).Write(new Uri(Kept), "te_api_kept");
        WriteDevelopmentFile();

        var settings = Resolve(new Source("options") { Address = new Uri("https://other.example.be") });

        Assert.Null(settings.Token);
        Assert.Null(settings.SiteToken);
        Assert.Equal("", settings.TenantId);
    }

    [Fact]
    public void A_token_of_the_environment_goes_with_the_address_that_was_kept()
    {
        LoginFile.Of(_shell.Shell()).Write(new Uri(Kept), "te_api_kept");
        _shell.Environment["TE_API_TOKEN"] = "te_api_environment";

        Assert.Equal((new Uri(Kept), "te_api_environment"), (Resolve().Address!, Resolve().Token));
    }

    [Fact]
    public void Everything_a_development_server_wrote_down_is_read_from_a_folder_below()
    {
        WriteDevelopmentFile();
        var below = Directory.CreateDirectory(Path.Combine(_shell.Folder, "a", "b")).FullName;

        var settings = Settings.Resolve(new Source("options"), _shell.Shell() with { Folder = below });

        Assert.Equal(
            (new Uri(Developed), "te_api_dev", "e71307b8-a263-4a0f-bdb5-64060fcd84d1", new Uri("http://127.0.0.1:9003"), "te_site_dev"),
            (settings.Address!, settings.Token, settings.TenantId, settings.WebAddress!, settings.SiteToken));
        Assert.EndsWith("dev.env", settings.AddressSource, StringComparison.Ordinal);
    }

    [Fact]
    public void A_development_file_that_points_elsewhere_is_ignored()
    {
        WriteDevelopmentFile("https://elsewhere.example.be");

        Assert.Null(Resolve().Address);
    }

    [Fact]
    public void With_TLS_the_JSON_routes_are_at_the_same_address()
    {
        _shell.Environment["TE_GRPC_URL"] = "https://api.example.be";
        Assert.Equal(new Uri("https://api.example.be"), Resolve().WebAddress);

        _shell.Environment["TE_GRPC_URL"] = "http://127.0.0.1:8081";
        Assert.Null(Resolve().WebAddress);
    }

    private Settings Resolve(Source? options = null) => Settings.Resolve(options ?? new Source("options"), _shell.Shell());

    private void WriteDevelopmentFile(string address = Developed)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_shell.Folder, ".data")).FullName;
        File.WriteAllText(
            Path.Combine(folder, "dev.env"),
            $"""
            # written by the server
            TE_URL=http://127.0.0.1:9003
            TE_GRPC_URL={address}
            TE_TENANT_ID=e71307b8-a263-4a0f-bdb5-64060fcd84d1
            TE_SITE_TOKEN=te_site_dev
            TE_API_TOKEN=te_api_dev
            """);
    }
}
