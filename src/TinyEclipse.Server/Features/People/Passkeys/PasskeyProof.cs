using System.Buffers.Text;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.People.SignIn;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.People.Passkeys;

/// <summary>Asks for passkeys, and checks that somebody has one.</summary>
public sealed class PasskeyProof(PasskeyCeremonies ceremonies, PasskeyChallenges challenges, PasskeyStore passkeys, Guesses guesses)
{
    public async Task<PasskeyChallenge> BeginSignInAsync(HttpContext http) =>
        challenges.Make(PasskeyPurpose.SignIn, Guid.Empty, await ceremonies.AskForProofAsync(null, [], http));

    public async Task<PasskeyChallenge> BeginReauthenticationAsync(Guid personId, HttpContext http, CancellationToken cancellationToken)
    {
        var known = await passkeys.FindAllAcrossTenantsAsync(personId, cancellationToken);
        if (known.Count == 0)
            throw RpcErrors.Make(Code.FailedPrecondition, ErrorReason.PasskeyUnknown, "you have no passkey");

        var question = await ceremonies.AskForProofAsync(personId, [.. known.Select(passkey => passkey.ToInfo())], http);
        return challenges.Make(PasskeyPurpose.Reauthentication, personId, question);
    }

    /// <summary>Who signs in.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED, FAILED_PRECONDITION or RESOURCE_EXHAUSTED.</exception>
    public async Task<Guid> RequireSignInAsync(PasskeyAnswer answer, HttpContext http, string network, CancellationToken cancellationToken)
    {
        var guess = await guesses.TakeAsync(GuessLane.OfPasskey(network), cancellationToken);
        Guesses.ThrowIfClosed(guess);
        var state = await challenges.UseAsync(PasskeyPurpose.SignIn, Guid.Empty, answer.ChallengeToken, cancellationToken);
        var passkey = await FindAsync(answer.Credential, cancellationToken)
            ?? throw RpcErrors.Make(Code.Unauthenticated, ErrorReason.PasskeyUnknown, "nobody has this passkey, or not any more");
        if (!await IsRightAsync(passkey, state, answer.Credential, http, cancellationToken))
            throw RpcErrors.Make(Code.Unauthenticated, ErrorReason.SignInRefused, "this is not right");

        await guesses.UndoAsync(guess, cancellationToken);
        return passkey.PersonId;
    }

    /// <exception cref="RpcException">PERMISSION_DENIED, FAILED_PRECONDITION or RESOURCE_EXHAUSTED.</exception>
    public async Task RequireAsync(Guid personId, PasskeyAnswer answer, HttpContext http, CancellationToken cancellationToken)
    {
        var guess = await guesses.TakeAsync(personId, cancellationToken);
        Guesses.ThrowIfClosed(guess);
        var state = await challenges.UseAsync(PasskeyPurpose.Reauthentication, personId, answer.ChallengeToken, cancellationToken);
        var passkey = await FindAsync(answer.Credential, cancellationToken);
        if (passkey?.PersonId != personId)
            throw RpcErrors.Make(Code.PermissionDenied, ErrorReason.PasskeyUnknown, "you do not have this passkey");
        if (!await IsRightAsync(passkey, state, answer.Credential, http, cancellationToken))
            throw RpcErrors.Make(Code.PermissionDenied, ErrorReason.SignInRefused, "this is not right");

        await guesses.UndoAsync(guess, cancellationToken);
    }

    private async Task<StoredPasskey?> FindAsync(Struct credential, CancellationToken cancellationToken) =>
        credential.Fields.TryGetValue("id", out var id) && id.StringValue.Length > 0 && Base64Url.IsValid(id.StringValue)
            ? await passkeys.FindAcrossTenantsAsync(Base64Url.DecodeFromChars(id.StringValue), cancellationToken)
            : null;

    private async Task<bool> IsRightAsync(StoredPasskey passkey, string state, Struct credential, HttpContext http, CancellationToken cancellationToken) =>
        await ceremonies.JudgeProofAsync(state, credential, passkey, http) is { } used
        && await passkeys.RecordUseAcrossTenantsAsync(passkey, used, cancellationToken);
}
