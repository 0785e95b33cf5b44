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
            await StepUp.DoAsync(run, action, cancellationToken);
            run.Report.End();
            return ExitCode.Ok;
        }
        catch (Exception failure) when (failure is OperationCanceledException or RpcException && cancellationToken.IsCancellationRequested)
        {
            return Fail(run, ExitCode.Failed, Words.Interrupted);
        }
        catch (UsageException failure)
        {
            return Fail(run, ExitCode.WrongUsage, failure.Message);
        }
        catch (RpcException failure)
        {
            return Fail(run, ExitCode.Failed, [.. RpcSentences.Of(failure, run.Asked, run.NamesTenant), .. run.IsVerbose ? RpcSentences.Traces(failure) : []]);
        }
        catch (Exception failure) when (failure is FailureException or IOException or UnauthorizedAccessException)
        {
            return Fail(run, ExitCode.Failed, failure.Message);
        }
        catch (Exception failure) when (run.Shell.Environment("TE_DEBUG") is null)
        {
            return Fail(run, ExitCode.Failed, Say.That(Words.Unexpected, failure.Message));
        }
    }

    private static int Fail(Run run, int exitCode, params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
            run.Shell.Error.WriteLine(line);
        return exitCode;
    }
}
