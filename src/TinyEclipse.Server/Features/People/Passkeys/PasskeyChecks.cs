using TinyEclipse.People.V1;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.People.Passkeys;

public static class PasskeyChecks
{
    private const int MostTokenCharacters = 2000;
    private const int MostCredentialBytes = 16 * 1024;

    public static Checks Passkey(this Checks checks, string field, PasskeyAnswer? answer) =>
        checks
            .Text($"{field}.challenge_token", answer?.ChallengeToken ?? "", 1, MostTokenCharacters)
            .Field($"{field}.credential", answer?.Credential is { } credential && credential.CalculateSize() <= MostCredentialBytes, "must be given, in at most 16 KiB");

    public static Checks PasskeyName(this Checks checks, string name) => checks.Text("name", name, 1, 100);
}
