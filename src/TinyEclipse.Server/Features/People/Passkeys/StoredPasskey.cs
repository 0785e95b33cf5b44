using Microsoft.AspNetCore.Identity;

namespace TinyEclipse.Server.Features.People.Passkeys;

/// <summary>A passkey as the judgement of an answer needs it.</summary>
public sealed record StoredPasskey
{
    public Guid Id { get; init; }

    public Guid PersonId { get; init; }

    public byte[] CredentialId { get; init; } = [];

    public byte[] PublicKey { get; init; } = [];

    public long SignCount { get; init; }

    public string[] Transports { get; init; } = [];

    public bool UserVerified { get; init; }

    public bool BackupEligible { get; init; }

    public bool BackedUp { get; init; }

    public DateTime CreatedAt { get; init; }

    // How it was made is not kept: nobody looks at attestations.
    public UserPasskeyInfo ToInfo() =>
        new(CredentialId, PublicKey, new DateTimeOffset(CreatedAt), (uint)SignCount, Transports, UserVerified, BackupEligible, BackedUp, attestationObject: [], clientDataJson: []);
}
