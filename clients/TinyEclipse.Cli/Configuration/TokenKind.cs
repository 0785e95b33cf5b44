namespace TinyEclipse.Cli.Configuration;

/// <summary>What a token is, by how it begins.</summary>
internal static class TokenKind
{
    public static bool IsToken(string text) => text.StartsWith("te_", StringComparison.Ordinal);

    public static bool IsSession(string token) => token.StartsWith("te_session_", StringComparison.Ordinal);
}
