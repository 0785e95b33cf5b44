using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.People.Passwords;
using TinyEclipse.Server.Features.People.SignIn;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.People.PasswordResets;

/// <summary>Gives who forgot the password another way in, by the mailbox.</summary>
public sealed class PasswordReset(PasswordResetStore resets, SignerStore signers, PasswordHashes passwords, Guesses guesses)
{
    /// <summary>Sends a link, unless so many were asked for that it is no help any more; that shows neither.</summary>
    public async Task RequestAsync(string email, string network, CancellationToken cancellationToken)
    {
        var guess = await guesses.TakeAsync(GuessLane.OfReset(email, network), cancellationToken);
        if (guess.Wait == TimeSpan.Zero)
            await resets.RequestAcrossTenantsAsync(email, cancellationToken);
    }

    /// <summary>The person whose password it is now.</summary>
    /// <exception cref="RpcException">FAILED_PRECONDITION or INVALID_ARGUMENT.</exception>
    public async Task<Guid> FinishAsync(string token, string newPassword, CancellationToken cancellationToken)
    {
        var email = await resets.FindAcrossTenantsAsync(token, cancellationToken) ?? throw LinkInvalid();
        var signer = await signers.FindByEmailAcrossTenantsAsync(email, cancellationToken) ?? throw LinkInvalid();
        new Checks().Password("new_password", newPassword, signer.Email, signer.DisplayName).ThrowIfFailed();

        var hash = await passwords.HashAsync(newPassword, cancellationToken);
        return await resets.FinishAcrossTenantsAsync(signer, token, hash, cancellationToken) ? signer.Id : throw LinkInvalid();
    }

    private static RpcException LinkInvalid() => RpcErrors.Make(Code.FailedPrecondition, ErrorReason.LinkInvalid, "the link is unknown, used or too old");
}
