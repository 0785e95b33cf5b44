using System.CommandLine;

namespace TinyEclipse.Cli.CommandLine;

/// <summary>Brings the shell to the command that was chosen.</summary>
internal sealed class Invocation : InvocationConfiguration
{
    /// <summary>How long a command may tidy up after Ctrl-C.</summary>
    private static readonly TimeSpan TidyUpTime = TimeSpan.FromSeconds(5);

    public Invocation(Shell shell)
    {
        Shell = shell;
        Output = shell.Output;
        Error = shell.Error;
        EnableDefaultExceptionHandler = false;
        ProcessTerminationTimeout = TidyUpTime;
    }

    public Shell Shell { get; }
}
