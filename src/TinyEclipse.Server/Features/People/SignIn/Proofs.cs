using Google.Rpc;
using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.People.Passwords;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.People.SignIn;

/// <summary>Checks what people prove themselves by.</summary>
public sealed class Proofs(SignerStore signers, PasswordHashes passwords, Guesses guesses)
{
    /// <summary>Who signs in. Whether the address is known shows neither in the answer nor in the time it takes.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED, or RESOURCE_EXHAUSTED.</exception>
    public async Task<Signer> OfSignInAsync(SignInRequest request, string network, CancellationToken cancellationToken)
    {
        var email = EmailAddress.Normalize(request.Email) ?? request.Email.Trim().ToLowerInvariant();
        var signer = await signers.FindByEmailAcrossTenantsAsync(email, cancellationToken);
        var lanes = await guesses.TakeAsync(email, signer?.Id, network, request.DeviceHint, cancellationToken);
        if (!await IsPasswordAsync(signer, request.Password, cancellationToken))
            throw Refused(Code.Unauthenticated);

        await guesses.UndoAsync(lanes, cancellationToken);
        return signer!;
    }

    /// <summary>The password of somebody who is signed in.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED, or RESOURCE_EXHAUSTED.</exception>
    public async Task<Signer> OfPasswordAsync(Guid personId, string password, CancellationToken cancellationToken)
    {
        var signer = await signers.FindAcrossTenantsAsync(personId, cancellationToken);
        var lanes = await guesses.TakeAsync(personId, cancellationToken);
        if (!await IsPasswordAsync(signer, password, cancellationToken))
            throw Refused(Code.PermissionDenied);

        await guesses.UndoAsync(lanes, cancellationToken);
        return signer!;
    }

    private async Task<bool> IsPasswordAsync(Signer? signer, string password, CancellationToken cancellationToken)
    {
        var verdict = await passwords.VerifyAsync(signer?.PasswordHash, password, cancellationToken);
        if (verdict == PasswordVerdict.RightButOld)
            await signers.RehashPasswordAcrossTenantsAsync(signer!, await passwords.HashAsync(password, cancellationToken), cancellationToken);
        return verdict != PasswordVerdict.Wrong;
    }

    private static RpcException Refused(Code code) => RpcErrors.Make(code, ErrorReason.SignInRefused, "this is not right");
}
