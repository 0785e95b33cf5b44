using Grpc.Core;
using Spectre.Console;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Client;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;

namespace TinyEclipse.Cli.Commands;

/// <summary>Signs in by e-mail and password, and by a code where the person uses an authenticator app.</summary>
internal static class PasswordLogin
{
    /// <summary>The token of the session that began.</summary>
    public static async Task<string> SignInAsync(Run run, Uri address, string email, CancellationToken cancellationToken)
    {
        using var client = run.Connect(address, "");
        var request = new SignInRequest
        {
            Email = email,
            Password = LoginQuestions.Ask(run.Shell, new TextPrompt<string>(Words.AskPassword).Secret(null), Words.PasswordMissing),
            DeviceName = Say.That(Words.LoginDeviceName, Environment.MachineName),
        };
        try
        {
            return (await client.SignIn.SignInAsync(request, cancellationToken: cancellationToken)).SessionToken;
        }
        catch (RpcException failure) when (failure.GetReason() == ErrorReason.SecondFactorRequired)
        {
            request.TotpCode = LoginQuestions.Ask(run.Shell, new TextPrompt<string>(Words.AskCode), Words.CodeMissing).Trim();
            return (await client.SignIn.SignInAsync(request, cancellationToken: cancellationToken)).SessionToken;
        }
    }
}
