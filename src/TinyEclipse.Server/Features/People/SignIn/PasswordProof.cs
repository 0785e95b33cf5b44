using TinyEclipse.Server.Features.People.Passwords;

namespace TinyEclipse.Server.Features.People.SignIn;

/// <summary>Checks a password, and hashes it anew where that was done by an older rule.</summary>
public sealed class PasswordProof(SignerStore signers, PasswordHashes passwords)
{
    public async Task<bool> IsRightAsync(Signer? signer, string password, CancellationToken cancellationToken)
    {
        var verdict = await passwords.VerifyAsync(signer?.PasswordHash, password, cancellationToken);
        if (verdict == PasswordVerdict.RightButOld)
            await signers.RehashPasswordAcrossTenantsAsync(signer!, await passwords.HashAsync(password, cancellationToken), cancellationToken);
        return verdict != PasswordVerdict.Wrong;
    }
}
