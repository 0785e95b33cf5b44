using Grpc.Core;
using TinyEclipse.Server.Signatures;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Quarantine;

/// <summary>The WordPress installation that calls, as its plugin tells with every request: a copy of a site has its token, and another fingerprint.</summary>
/// <param name="Fingerprint">64 hexadecimal digits.</param>
/// <param name="HomeUrl">Where it lies; empty when it did not say.</param>
/// <param name="Environment">What it is for.</param>
public sealed record Installation(string Fingerprint, string HomeUrl, SiteEnvironment Environment)
{
    /// <summary>For example <c>fingerprint="…", home="https://shop.example", environment=staging</c>.</summary>
    public const string Header = "tinyeclipse-installation";

    private const int FingerprintLength = 64;

    public static bool IsFingerprint(string text) => text.Length == FingerprintLength && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Null when the caller does not say: a plugin of before, or no plugin at all.</summary>
    public static Installation? Of(ServerCallContext context) => context.RequestHeaders.GetValue(Header) is { } field ? Parse(field) : null;

    public static Installation? Parse(string field)
    {
        if (StructuredDictionary.Parse(field) is not { } members || Text(members, "fingerprint") is not { } fingerprint || !IsFingerprint(fingerprint))
            return null;

        var home = Text(members, "home") is { } told && Server.Rpc.HomeUrl.IsValid(told) ? told.TrimEnd('/') : "";
        var environment = Text(members, "environment") switch
        {
            "production" => SiteEnvironment.Production,
            "staging" => SiteEnvironment.Staging,
            _ => SiteEnvironment.Unspecified,
        };
        return new(fingerprint, home, environment);
    }

    private static string? Text(IReadOnlyDictionary<string, StructuredMember> members, string name) =>
        members.TryGetValue(name, out var member) && member is { IsList: false, Items: [{ Value: var value }] }
            ? value switch { string text => text, StructuredToken token => token.Value, _ => null }
            : null;
}
