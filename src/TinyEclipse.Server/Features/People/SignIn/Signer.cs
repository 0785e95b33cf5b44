namespace TinyEclipse.Server.Features.People.SignIn;

/// <summary>A person as the sign-in sees them.</summary>
public sealed record Signer(Guid Id, string Email, string DisplayName, string? PasswordHash);
