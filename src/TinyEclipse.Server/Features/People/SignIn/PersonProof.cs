using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.People.SecondFactor;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.People.SignIn;

/// <summary>Checks that who holds a session is its person.</summary>
public sealed class PersonProof(SignerStore signers, PasswordProof passwords, Guesses guesses, Authenticator authenticator)
{
    /// <exception cref="RpcException">PERMISSION_DENIED, or RESOURCE_EXHAUSTED.</exception>
    public Task<Signer> RequirePasswordAsync(Guid personId, string password, CancellationToken cancellationToken) =>
        RequireAsync(personId, signer => passwords.IsRightAsync(signer, password, cancellationToken), cancellationToken);

    /// <inheritdoc cref="RequirePasswordAsync"/>
    public Task<Signer> RequireCodeAsync(Guid personId, string code, CancellationToken cancellationToken) =>
        RequireAsync(
            personId,
            async signer => signer?.TotpSeed is { } seed && await authenticator.TryUseAsync(personId, seed, code, cancellationToken),
            cancellationToken);

    private async Task<Signer> RequireAsync(Guid personId, Func<Signer?, Task<bool>> isRightAsync, CancellationToken cancellationToken)
    {
        var signer = await signers.FindAcrossTenantsAsync(personId, cancellationToken);
        var guess = await guesses.TakeAsync(personId, cancellationToken);
        Guesses.ThrowIfClosed(guess);
        if (!await isRightAsync(signer))
            throw RpcErrors.Make(Code.PermissionDenied, ErrorReason.SignInRefused, "this is not right");

        await guesses.UndoAsync(guess, cancellationToken);
        return signer!;
    }
}
