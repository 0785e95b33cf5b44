namespace TinyEclipse.Cli.Configuration;

internal static class ServerUri
{
    public static bool TryParse(string text, out Uri address) =>
        Uri.TryCreate(text.Trim(), UriKind.Absolute, out address!) && address.Scheme is "http" or "https" && address.Host.Length > 0;

    /// <param name="name">What the user calls the setting, for the sentence when it is no address.</param>
    public static Uri? ParseOrNull(string? text, string name)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return TryParse(text, out var address)
            ? address
            : throw new UsageException(Say.That(Words.NotAnAddress, name, text));
    }
}
