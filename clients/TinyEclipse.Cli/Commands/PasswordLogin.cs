using Grpc.Core;
using Spectre.Console;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Configuration;
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
        var device = DeviceFile.Of(run.Shell);
        var request = new SignInRequest
        {
            Email = email,
            Password = run.Shell.Ask(new TextPrompt<string>(Words.AskPassword).Secret(null), Words.PasswordMissing),
            DeviceName = Say.That(Words.DeviceName, Environment.MachineName),
            DeviceHint = device.HintFor(address, email),
        };
        var begun = await SignInAsync(run, client, request, cancellationToken);
        device.Keep(address, email, begun.DeviceHint);
        return begun.SessionToken;
    }

    private static async Task<SignInResponse> SignInAsync(Run run, TinyEclipseClient client, SignInRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SignIn.SignInAsync(request, cancellationToken: cancellationToken);
        }
        catch (RpcException failure) when (failure.GetReason() == ErrorReason.SecondFactorRequired)
        {
            request.TotpCode = run.Shell.Ask(new TextPrompt<string>(Words.AskCode), Words.CodeMissing).Trim();
            return await client.SignIn.SignInAsync(request, cancellationToken: cancellationToken);
        }
    }
}
