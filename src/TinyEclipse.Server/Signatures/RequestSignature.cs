using System.Globalization;

namespace TinyEclipse.Server.Signatures;

/// <summary>
/// What a signature of ours covers and says. The list is fixed: a request that covers less, or something else, is refused, so nothing depends on what
/// the sender chose to leave out.
/// </summary>
public sealed record RequestSignature(DateTimeOffset Created, string Nonce, string KeyId)
{
    public const string InputHeader = "Signature-Input";
    public const string Header = "Signature";

    /// <summary>How a signature of ours is called in the headers.</summary>
    public const string Label = "te";

    /// <summary>Tells what it is for: what somebody signed by the same key for something else is no request to a site.</summary>
    public const string Tag = "tinyeclipse-site";

    public const string Algorithm = "ecdsa-p256-sha256";

    private static readonly string[] Components = ["@method", "@authority", "@path", "@query", "content-digest"];

    /// <summary>The member of Signature-Input.</summary>
    public StructuredMember ToMember() => new(
        IsList: true,
        [.. Components.Select(name => new StructuredItem(name, []))],
        [
            new("created", Created.ToUnixTimeSeconds()),
            new("nonce", Nonce),
            new("keyid", KeyId),
            new("tag", Tag),
        ]);

    /// <summary>Null when it is not a signature as ours are: other components, a parameter too few or too many, another algorithm.</summary>
    public static RequestSignature? From(StructuredMember member)
    {
        var names = member.Items.Select(item => item.Parameters.Count == 0 ? item.Value as string : null);
        var parameters = member.Parameters.ToDictionary(parameter => parameter.Key, parameter => parameter.Value, StringComparer.Ordinal);
        var isOurs = member.IsList
            && names.SequenceEqual(Components, StringComparer.Ordinal)
            && parameters.Remove("tag", out var tag) && tag is Tag
            // The key decides on the algorithm; a request may only repeat it.
            && (!parameters.Remove("alg", out var algorithm) || algorithm is Algorithm);
        return isOurs
            && parameters is { Count: 3 }
            && parameters.GetValueOrDefault("created") is long and >= 0 and <= 253_402_300_799 and var created
            && parameters.GetValueOrDefault("nonce") is string { Length: >= 16 and <= 64 } nonce
            && parameters.GetValueOrDefault("keyid") is string { Length: >= 1 and <= 64 } keyId
                ? new(DateTimeOffset.FromUnixTimeSeconds(created), nonce, keyId)
                : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{KeyId} {Created:u}");
}
