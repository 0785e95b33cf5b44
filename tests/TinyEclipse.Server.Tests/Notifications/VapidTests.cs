using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TinyEclipse.Server.Features.Notifications.WebPush;

namespace TinyEclipse.Server.Tests.Notifications;

public sealed class VapidTests
{
    private static readonly Uri Endpoint = new("https://push.example.net:8443/send/secret?a=b");

    [Fact]
    public void A_token_names_the_origin_the_contact_and_an_end_within_a_day()
    {
        using var key = VapidKey.Create();
        var clock = new ManualClock();

        var claims = Verify(new VapidTokens(key, "mailto:hallo@example.be", clock).AuthorizationFor(Endpoint), key.PublicKey);

        Assert.Equal("https://push.example.net:8443", claims.GetProperty("aud").GetString());
        Assert.Equal("mailto:hallo@example.be", claims.GetProperty("sub").GetString());
        Assert.Equal(clock.Now.AddHours(12).ToUnixTimeSeconds(), claims.GetProperty("exp").GetInt64());
    }

    [Theory]
    [InlineData("https://push.example.net/a", "https://push.example.net")]
    [InlineData("https://PUSH.example.net:443/a", "https://push.example.net")]
    [InlineData("http://127.0.0.1:9000/a", "http://127.0.0.1:9000")]
    public void The_audience_is_the_origin_as_RFC_6454_writes_it(string endpoint, string origin)
    {
        using var key = VapidKey.Create();

        var claims = Verify(new VapidTokens(key, "mailto:a@b.be", TimeProvider.System).AuthorizationFor(new Uri(endpoint)), key.PublicKey);

        Assert.Equal(origin, claims.GetProperty("aud").GetString());
    }

    [Fact]
    public void A_token_is_kept_for_its_origin_until_an_hour_before_its_end()
    {
        using var key = VapidKey.Create();
        var clock = new ManualClock();
        var tokens = new VapidTokens(key, "mailto:a@b.be", clock);

        var first = tokens.AuthorizationFor(Endpoint);
        clock.Now += TimeSpan.FromHours(11) - TimeSpan.FromSeconds(1);
        Assert.Equal(first, tokens.AuthorizationFor(new Uri(Endpoint, "/send/other")));
        Assert.NotEqual(first, tokens.AuthorizationFor(new Uri("https://elsewhere.example.net/")));

        clock.Now += TimeSpan.FromSeconds(1);
        Assert.NotEqual(first, tokens.AuthorizationFor(Endpoint));
    }

    [Fact]
    public void A_key_survives_being_stored()
    {
        using var key = VapidKey.Create();
        using var restored = VapidKey.Import(key.Export());

        Assert.Equal(key.PublicKey, restored.PublicKey);
        Verify(new VapidTokens(restored, "mailto:a@b.be", TimeProvider.System).AuthorizationFor(Endpoint), key.PublicKey);
    }

    /// <summary>Checks the header as a push service does, and returns what the token claims.</summary>
    public static JsonElement Verify(string authorization, string publicKey)
    {
        Assert.StartsWith("vapid t=", authorization, StringComparison.Ordinal);
        var parts = authorization["vapid t=".Length..].Split(", k=");
        Assert.Equal(publicKey, parts[1]);

        var token = parts[0].Split('.');
        using var key = ECDsa.Create(P256Point.Decode(Base64Url.DecodeFromChars(parts[1])));
        Assert.True(key.VerifyData(
            Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"),
            Base64Url.DecodeFromChars(token[2]),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        Assert.Equal("ES256", Json(token[0]).GetProperty("alg").GetString());
        return Json(token[1]);
    }

    private static JsonElement Json(string part) => JsonDocument.Parse(Base64Url.DecodeFromChars(part)).RootElement;

    private sealed class ManualClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
