using Microsoft.AspNetCore.DataProtection;

namespace TinyEclipse.Server.Database;

/// <summary>Encrypts what must be read again, by ASP.NET Core Data Protection. What was sealed for one purpose and owner opens for no other.</summary>
public sealed class SecretBox(TenantDatabase database, DataProtectionKeys keys, IDataProtectionProvider protection)
{
    // ASP.NET Core Data Protection begins everything it protects with this.
    private static readonly byte[] Magic = [0x09, 0xF0, 0xC9, 0xF0];

    private const long AdvisoryLock = 0x7465_7365_6372_6574; // "tesecret"

    public byte[] Seal(string purpose, Guid owner, byte[] secret) => protection.CreateProtector(purpose, owner.ToString()).Protect(secret);

    /// <exception cref="System.Security.Cryptography.CryptographicException">It was sealed for something else, or by keys that are gone.</exception>
    public byte[] Open(string purpose, Guid owner, byte[] sealedSecret) => protection.CreateProtector(purpose, owner.ToString()).Unprotect(sealedSecret);

    /// <summary>Whether it looks like what a box sealed; servers of before kept some secrets in other forms.</summary>
    public static bool IsSealed(ReadOnlySpan<byte> stored) => stored.StartsWith(Magic);

    /// <summary>To be called when the server starts: keys that cannot be read should stop it, and of several servers one makes the first.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var held = await database.BeginAcrossTenantsAsync(cancellationToken);
        await held.ExecuteAsync("select pg_advisory_xact_lock(@AdvisoryLock)", new { AdvisoryLock }, cancellationToken);
        await keys.ReadAsync(cancellationToken);
        Seal("start", Guid.Empty, []);
    }
}
