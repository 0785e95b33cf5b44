using System.CommandLine;
using System.Text.Json.Nodes;
using Grpc.Core;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Configuration;

namespace TinyEclipse.Cli.Commands;

/// <summary>Ends the session on both sides; a server that is away does not keep anybody logged in here.</summary>
internal static class LogoutCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Logout() => new Command("logout", Words.Logout).Does(async (run, cancellationToken) =>
    {
        var file = LoginFile.Of(run.Shell);
        var session = file.ReadOrNull() is { Token: { } token } login && TokenKind.IsSession(token) ? login : null;
        var signedOut = session is not null && await SignOutAsync(run, session, cancellationToken);
        var removed = file.Delete();
        if (run.Report.Document(new JsonObject { ["removed"] = removed, ["signed_out"] = signedOut }))
            return;

        run.Report.Line(Say.That(removed ? Words.LoggedOut : Words.NotLoggedIn, file.Path));
        if (session is not null && !signedOut)
            run.Report.Note(Words.SessionMayLast);
    });

    private static async Task<bool> SignOutAsync(Run run, Source login, CancellationToken cancellationToken)
    {
        try
        {
            using var client = run.Connect(login.Address!, login.Token);
            await client.SignIn.SignOutAsync(new(), deadline: DateTime.UtcNow + Patience, cancellationToken: cancellationToken);
            return true;
        }
        catch (RpcException failure) when (!cancellationToken.IsCancellationRequested)
        {
            return failure.StatusCode == StatusCode.Unauthenticated; // it had ended before
        }
        catch (UsageException)
        {
            return false; // the token does not travel unencrypted, not even to say goodbye
        }
    }
}
