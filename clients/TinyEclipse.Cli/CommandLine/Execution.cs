using System.CommandLine;
using Grpc.Core;

namespace TinyEclipse.Cli.CommandLine;

internal static class Execution
{
    /// <summary>What a command does. It ends well unless it throws.</summary>
    public static Command Does(this Command command, Func<Run, CancellationToken, Task> action)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var run = new Run(parsed, ((Invocation)parsed.InvocationConfiguration).Shell);
            return await ExitCodeOfAsync(run, action, cancellationToken);
        });
        return command;
    }

    private static async Task<int> ExitCodeOfAsync(Run run, Func<Run, CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        try
        {
            await action(run, cancellationToken);
            return ExitCode.Ok;
        }
        catch (UsageException failure)
        {
            return Fail(run, ExitCode.WrongUsage, failure.Message);
        }
        catch (RpcException failure)
        {
            return Fail(run, ExitCode.Failed, [.. RpcSentences.Of(failure, run.Settings)]);
        }
        catch (Exception failure) when (failure is FailureException or IOException or UnauthorizedAccessException)
        {
            return Fail(run, ExitCode.Failed, failure.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Fail(run, ExitCode.Failed, Words.Interrupted);
        }
    }

    private static int Fail(Run run, int exitCode, params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
            run.Shell.Error.WriteLine(line);
        return exitCode;
    }
}
