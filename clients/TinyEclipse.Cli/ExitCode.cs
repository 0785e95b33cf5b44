namespace TinyEclipse.Cli;

internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The server refused, is away, or something else stood in the way.</summary>
    public const int Failed = 1;

    public const int WrongUsage = 2;
}

/// <summary>Something stood in the way that a sentence explains.</summary>
internal sealed class FailureException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>te was asked in a way that it cannot answer.</summary>
internal sealed class UsageException(string message) : Exception(message);
