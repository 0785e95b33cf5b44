using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace TinyEclipse.Server.Features.People.Passwords;

public enum PasswordVerdict
{
    Wrong,
    Right,

    /// <summary>Right, and hashed by an older rule: to be hashed anew.</summary>
    RightButOld,
}

/// <summary>Hashes and checks passwords, a few at a time: a hash is slow on purpose, and must not take every core from everybody else.</summary>
public sealed class PasswordHashes(IOptions<PasswordHasherOptions> options) : IDisposable
{
    /// <summary>Of PBKDF2 with HMAC-SHA512, as OWASP asks. Section "Passwords" may say otherwise; who signs in is then hashed anew.</summary>
    public const int Iterations = 210_000;

    private readonly PasswordHasher<PasswordHashes> _hasher = new(options);
    private readonly SemaphoreSlim _room = new(Math.Max(1, Environment.ProcessorCount - 1));
    private readonly Lazy<string> _nobodys = new(() => new PasswordHasher<PasswordHashes>(options).HashPassword(null!, Guid.NewGuid().ToString()));

    public async Task<string> HashAsync(string password, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        try
        {
            return _hasher.HashPassword(this, PasswordRules.Normalize(password));
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Without a hash it does the same work and says no, so that the time does not tell whether there is one.</summary>
    public async Task<PasswordVerdict> VerifyAsync(string? hash, string password, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        try
        {
            var result = _hasher.VerifyHashedPassword(this, hash ?? _nobodys.Value, PasswordRules.Normalize(password));
            return result switch
            {
                _ when hash is null => PasswordVerdict.Wrong,
                PasswordVerificationResult.Success => PasswordVerdict.Right,
                PasswordVerificationResult.SuccessRehashNeeded => PasswordVerdict.RightButOld,
                _ => PasswordVerdict.Wrong,
            };
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();
}
