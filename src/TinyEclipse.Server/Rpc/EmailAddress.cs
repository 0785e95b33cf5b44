namespace TinyEclipse.Server.Rpc;

/// <summary>Addresses that people typed: one spelling for each, and whether mail could arrive there.</summary>
public static class EmailAddress
{
    public const int MostCharacters = 254;
    private const int MostLocalCharacters = 64;
    private const int MostLabelCharacters = 63;
    private const string NeverUnquoted = "@,;:<>()[]\\\"";

    /// <summary>Trimmed and in lower case; null when it cannot be an address.</summary>
    public static string? Normalize(string typed)
    {
        var address = typed.Trim().ToLowerInvariant();
        var at = address.LastIndexOf('@');
        return at > 0 && address.Length <= MostCharacters && IsLocalPart(address[..at]) && IsDomain(address[(at + 1)..]) ? address : null;
    }

    private static bool IsLocalPart(string local) =>
        local.Length <= MostLocalCharacters
        && local.Split('.').All(part => part.Length > 0)
        && local.All(character => !char.IsWhiteSpace(character) && !char.IsControl(character) && !char.IsSurrogate(character)
            && !NeverUnquoted.Contains(character, StringComparison.Ordinal));

    private static bool IsDomain(string domain)
    {
        var labels = domain.Split('.');
        return labels.Length >= 2 && labels.All(IsLabel) && labels[^1].Length >= 2 && !labels[^1].All(char.IsAsciiDigit);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MostLabelCharacters
        && label[0] != '-' && label[^1] != '-'
        && label.All(character => char.IsLetterOrDigit(character) || character == '-');
}
