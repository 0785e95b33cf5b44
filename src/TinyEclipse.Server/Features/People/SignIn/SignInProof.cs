using Google.Rpc;
using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.People.SecondFactor;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.People.SignIn;

/// <summary>Checks who signs in. Whether an address is known shows neither in the answer nor in the time it takes.</summary>
public sealed class SignInProof(SignerStore signers, PasswordProof passwords, Guesses guesses, Authenticator authenticator, SecondFactorStore factors)
{
    /// <exception cref="RpcException">UNAUTHENTICATED, or RESOURCE_EXHAUSTED.</exception>
    public async Task<Signer> RequireAsync(SignInRequest request, string network, CancellationToken cancellationToken)
    {
        var email = EmailAddress.Normalize(request.Email) ?? request.Email.Trim().ToLowerInvariant();
        var signer = await signers.FindByEmailAcrossTenantsAsync(email, cancellationToken);
        var guess = await guesses.TakeAsync(email, signer?.Id, network, request.DeviceHint, cancellationToken);
        var codeWasTaken = false;
        if (guess.Wait > TimeSpan.Zero)
        {
            guess = await OpenByCodeAsync(guess, signer, email, network, request.TotpCode, cancellationToken);
            codeWasTaken = true;
        }
        if (!await passwords.IsRightAsync(signer, request.Password, cancellationToken))
            throw Refused();

        if (!codeWasTaken && signer!.TotpSeed is { } seed)
            await RequireCodeAsync(guess, signer.Id, seed, request, cancellationToken);
        await guesses.UndoAsync(guess, cancellationToken);
        return signer!;
    }

    /// <summary>Strangers keep the account busy. A right code, which they cannot have, goes past them; as it is taken once, so does one password with it.</summary>
    private async Task<Guess> OpenByCodeAsync(Guess closed, Signer? signer, string email, string network, string code, CancellationToken cancellationToken)
    {
        if (code.Length == 0)
            Guesses.ThrowIfClosed(closed);

        var guess = await guesses.TakeCodeAsync(email, network, cancellationToken);
        Guesses.ThrowIfClosed(guess);
        if (signer?.TotpSeed is not { } seed || !await authenticator.TryUseAsync(signer.Id, seed, code, cancellationToken))
            Guesses.ThrowIfClosed(closed);
        return guess;
    }

    private async Task RequireCodeAsync(Guess guess, Guid personId, byte[] seed, SignInRequest request, CancellationToken cancellationToken)
    {
        if (request.TotpCode.Length == 0 && request.RecoveryCode.Length == 0)
        {
            await guesses.UndoAsync(guess, cancellationToken); // nothing was guessed
            throw RpcErrors.Make(Code.Unauthenticated, ErrorReason.SecondFactorRequired, "send a code of the authenticator app, or a recovery code");
        }

        var isRight = request.TotpCode.Length > 0
            ? await authenticator.TryUseAsync(personId, seed, request.TotpCode, cancellationToken)
            : await factors.UseCodeAcrossTenantsAsync(personId, request.RecoveryCode, cancellationToken);
        if (!isRight)
            throw Refused();
    }

    private static RpcException Refused() => RpcErrors.Make(Code.Unauthenticated, ErrorReason.SignInRefused, "this is not right");
}
