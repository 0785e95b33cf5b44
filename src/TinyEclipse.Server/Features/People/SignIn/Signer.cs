namespace TinyEclipse.Server.Features.People.SignIn;

/// <summary>A person as the sign-in sees them. The seed is encrypted, and there when codes are asked for.</summary>
public sealed record Signer(Guid Id, string Email, string DisplayName, string? PasswordHash, byte[]? TotpSeed);
