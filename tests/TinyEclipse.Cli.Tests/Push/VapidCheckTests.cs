using System.Text;
using TinyEclipse.Cli.Push;
using TinyEclipse.Server.Features.Notifications.WebPush;

namespace TinyEclipse.Cli.Tests.Push;

/// <summary>Against the server's own signer: what one writes the other must read.</summary>
public sealed class VapidCheckTests : IDisposable
{
    private const string Audience = "http://127.0.0.1:9000";
    private static readonly TestTime Clock = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    private readonly VapidKey _server = VapidKey.Create();

    private VapidCheck Check => new(_server.PublicKey, Audience, Clock);

    public void Dispose() => _server.Dispose();

    [Fact]
    public void The_servers_token_is_taken() => Assert.Null(Check.FindProblem(Header(_server)));

    [Fact]
    public void Another_server_is_turned_away()
    {
        using var other = VapidKey.Create();

        Assert.Equal(Words.VapidOtherKey, Check.FindProblem(Header(other)));
        Assert.Equal(Words.VapidBadSignature, Check.FindProblem(Header(other).Replace(other.PublicKey, _server.PublicKey, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(-1, "expired")]
    [InlineData(25 * 60, "24 hours")]
    public void A_token_is_valid_for_a_while(int minutes, string problem) =>
        Assert.Contains(problem, Check.FindProblem(Header(_server, minutes: minutes)), StringComparison.Ordinal);

    [Fact]
    public void A_token_for_another_push_service_is_turned_away() =>
        Assert.Contains(Audience, Check.FindProblem(Header(_server, audience: "https://push.example.be")), StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer te_api_secret")]
    [InlineData("vapid t=a.b.c")]
    [InlineData("vapid nonsense")]
    public void Anything_else_is_turned_away(string? header) => Assert.NotNull(Check.FindProblem(header));

    [Fact]
    public void A_token_without_a_signature_is_turned_away()
    {
        var claims = Base64("""{"aud":"http://127.0.0.1:9000","exp":1795341600}""");

        Assert.NotNull(Check.FindProblem($"vapid t={Base64("""{"alg":"none"}""")}.{claims}., k={_server.PublicKey}"));
        Assert.NotNull(Check.FindProblem($"vapid t={Base64("""{"alg":"ES256"}""")}.{claims}., k={_server.PublicKey}"));
    }

    private static string Header(VapidKey key, string audience = Audience, int minutes = 60) =>
        $"vapid t={key.Sign(audience, "mailto:beheer@example.be", Clock.GetUtcNow().AddMinutes(minutes))}, k={key.PublicKey}";

    private static string Base64(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
