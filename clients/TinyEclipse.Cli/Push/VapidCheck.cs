using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TinyEclipse.Cli.Push;

/// <summary>What a push service checks before it takes a push: that the server it knows has sent it (RFC 8292).</summary>
internal sealed class VapidCheck(string serverKey, string audience, TimeProvider time)
{
    private const string Scheme = "vapid ";
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(24);

    /// <summary>What is wrong with the authorization header; null when nothing is.</summary>
    public string? FindProblem(string? authorization)
    {
        try
        {
            return authorization is not null && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                ? FindProblem(Parameters(authorization[Scheme.Length..]))
                : Words.VapidMissing;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or CryptographicException or KeyNotFoundException or InvalidOperationException)
        {
            return Words.VapidMalformed;
        }
    }

    private string? FindProblem(Dictionary<string, string> parameters)
    {
        if (parameters["k"] != serverKey)
            return Words.VapidOtherKey;
        if (parameters["t"].Split('.') is not [var header, var claims, var signature])
            return Words.VapidMalformed;
        if (Json(header).GetProperty("alg").GetString() != "ES256" || !IsSigned($"{header}.{claims}", signature))
            return Words.VapidBadSignature;
        return FindProblem(Json(claims));
    }

    private string? FindProblem(JsonElement claims)
    {
        var life = DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64()) - time.GetUtcNow();
        if (life <= TimeSpan.Zero)
            return Words.VapidExpired;
        if (life > LongestLife)
            return Words.VapidTooLong;
        return claims.GetProperty("aud").GetString() == audience ? null : Say.That(Words.VapidOtherAudience, audience);
    }

    private bool IsSigned(string text, string signature)
    {
        using var key = ECDsa.Create(DeviceKeys.Decode(Base64Url.DecodeFromChars(serverKey)));
        return key.VerifyData(
            Encoding.ASCII.GetBytes(text), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static JsonElement Json(string part)
    {
        using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part));
        return document.RootElement.Clone();
    }

    private static Dictionary<string, string> Parameters(string text) => text
        .Split(',', StringSplitOptions.TrimEntries)
        .Select(parameter => parameter.Split('=', 2))
        .Where(pair => pair.Length == 2)
        .ToDictionary(pair => pair[0], pair => pair[1].Trim('"'), StringComparer.Ordinal);
}
