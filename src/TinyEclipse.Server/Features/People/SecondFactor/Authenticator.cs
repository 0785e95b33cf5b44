using System.Security.Cryptography;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Features.People.SecondFactor;

/// <summary>Sets up authenticator apps and takes their codes, each once.</summary>
public sealed class Authenticator(SecondFactorStore store, SecretBox secrets, TimeProvider clock)
{
    private const string Purpose = "totp seed";

    /// <summary>A new secret for the person's app; null when one is in use already.</summary>
    public async Task<string?> BeginAsync(Guid personId, CancellationToken cancellationToken)
    {
        var seed = RandomNumberGenerator.GetBytes(Totp.SeedBytes);
        return await store.SaveSeedAcrossTenantsAsync(personId, secrets.Seal(Purpose, personId, seed), cancellationToken) ? Base32.Encode(seed) : null;
    }

    /// <summary>Whether the app shows the right code; from then on codes are asked for, and the recovery codes stand for them.</summary>
    public async Task<bool> ConfirmAsync(Guid personId, byte[] sealedSeed, string code, IReadOnlyList<string> recoveryCodes, CancellationToken cancellationToken) =>
        Totp.Match(secrets.Open(Purpose, personId, sealedSeed), code, clock.GetUtcNow()) is { } step
        && await store.ConfirmAcrossTenantsAsync(personId, sealedSeed, step, recoveryCodes, cancellationToken);

    /// <summary>Takes a code of the app. One that was taken is refused, whoever sends it.</summary>
    public async Task<bool> TryUseAsync(Guid personId, byte[] sealedSeed, string code, CancellationToken cancellationToken) =>
        Totp.Match(secrets.Open(Purpose, personId, sealedSeed), code, clock.GetUtcNow()) is { } step
        && await store.UseStepAcrossTenantsAsync(personId, step, cancellationToken);
}
