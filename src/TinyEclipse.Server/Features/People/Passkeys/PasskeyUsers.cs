using Microsoft.AspNetCore.Identity;

namespace TinyEclipse.Server.Features.People.Passkeys;

/// <summary>A person as ASP.NET Core Identity knows them here.</summary>
public sealed record PasskeyUser(Guid Id);

/// <summary>
/// What Identity's handler of passkeys may know: at most one person, with passkeys that were read for this call. It keeps nothing; PasskeyStore does.
/// </summary>
internal sealed class PasskeyUsers(Guid? person, IReadOnlyList<UserPasskeyInfo> passkeys) : IUserPasskeyStore<PasskeyUser>
{
    /// <summary>Of all that Identity can do with users the handler looks them up, and nothing else.</summary>
    public UserManager<PasskeyUser> ToManager() => new(this, null!, null!, null!, null!, null!, null!, null!, null!);

    public void Dispose()
    {
        // nothing is held
    }

    Task<string> IUserStore<PasskeyUser>.GetUserIdAsync(PasskeyUser user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    Task<string?> IUserStore<PasskeyUser>.GetUserNameAsync(PasskeyUser user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Id.ToString());

    Task<PasskeyUser?> IUserStore<PasskeyUser>.FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(person is { } id && id.ToString() == userId ? new PasskeyUser(id) : null);

    Task<IList<UserPasskeyInfo>> IUserPasskeyStore<PasskeyUser>.GetPasskeysAsync(PasskeyUser user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<UserPasskeyInfo>>([.. passkeys]);

    Task<UserPasskeyInfo?> IUserPasskeyStore<PasskeyUser>.FindPasskeyAsync(PasskeyUser user, byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(passkeys.SingleOrDefault(passkey => passkey.CredentialId.AsSpan().SequenceEqual(credentialId)));

    /// <summary>Whether a new passkey is somebody's already is for the table's key to say, which two at once cannot get past.</summary>
    Task<PasskeyUser?> IUserPasskeyStore<PasskeyUser>.FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult<PasskeyUser?>(null);

    Task IUserPasskeyStore<PasskeyUser>.AddOrUpdatePasskeyAsync(PasskeyUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IUserPasskeyStore<PasskeyUser>.RemovePasskeyAsync(PasskeyUser user, byte[] credentialId, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IUserStore<PasskeyUser>.SetUserNameAsync(PasskeyUser user, string? userName, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<string?> IUserStore<PasskeyUser>.GetNormalizedUserNameAsync(PasskeyUser user, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IUserStore<PasskeyUser>.SetNormalizedUserNameAsync(PasskeyUser user, string? normalizedName, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<IdentityResult> IUserStore<PasskeyUser>.CreateAsync(PasskeyUser user, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<IdentityResult> IUserStore<PasskeyUser>.UpdateAsync(PasskeyUser user, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<IdentityResult> IUserStore<PasskeyUser>.DeleteAsync(PasskeyUser user, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<PasskeyUser?> IUserStore<PasskeyUser>.FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw new NotSupportedException();
}
