using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Tenancy;

/// <summary>Who calls, and what the method asks of them.</summary>
public sealed record Caller(Credential Credential, Access Access);

/// <summary>What a service asks of a call first: for which tenant, by which site or person.</summary>
public static class TenantCallContext
{
    public static readonly object CallerKey = new();

    /// <summary>The tenant named in the request, or the caller's only one, if the caller may act for it.</summary>
    public static TenantId RequireTenant(this ServerCallContext context, string tenantId)
    {
        var caller = context.RequireCaller();
        var id = TenantOf(caller.Credential, tenantId);
        switch (caller.Credential)
        {
            case SiteCredential site when site.TenantId != id:
            case PersonCredential person when person.RoleIn(id) == Role.Unspecified:
                throw RpcErrors.Make(Code.PermissionDenied, ErrorReason.TenantMismatch, "the token does not belong to this tenant");
            case PersonCredential person when person.RoleIn(id) < caller.Access.Role:
                throw RoleRequired(caller.Access.Role);
            default:
                return new TenantId(id);
        }
    }

    /// <summary>The calling site, if it belongs to the tenant named in the request; an empty id names its own.</summary>
    public static SiteCredential RequireSite(this ServerCallContext context, string tenantId)
    {
        context.RequireTenant(tenantId);
        return context.RequireCaller().Credential as SiteCredential
            ?? throw RpcErrors.Make(Code.PermissionDenied, ErrorReason.RoleRequired, "only a site may call this method");
    }

    /// <summary>The calling site; null when it is a person, or nobody.</summary>
    public static SiteCredential? CallingSite(this ServerCallContext context) =>
        context.UserState.TryGetValue(CallerKey, out var caller) ? ((Caller)caller).Credential as SiteCredential : null;

    /// <summary>The calling person.</summary>
    public static PersonCredential RequirePerson(this ServerCallContext context) =>
        context.RequireCaller().Credential as PersonCredential
            ?? throw RpcErrors.Make(Code.PermissionDenied, ErrorReason.RoleRequired, "only a person may call this method");

    /// <summary>Who signed in, for a public method that does more for them; null for everybody else.</summary>
    public static PersonCredential? FindSignedIn(this ServerCallContext context) =>
        context.UserState.TryGetValue(CallerKey, out var caller) && ((Caller)caller).Credential is PersonCredential { SessionId: not null } person ? person : null;

    public static RpcException RoleRequired(Role role) =>
        RpcErrors.Make(
            Code.PermissionDenied,
            ErrorReason.RoleRequired,
            $"this needs the role {role.ToString().ToLowerInvariant()}",
            ("required_role", role.ToString().ToLowerInvariant()));

    private static Caller RequireCaller(this ServerCallContext context) =>
        context.UserState.TryGetValue(CallerKey, out var caller)
            ? (Caller)caller
            : throw RpcErrors.Make(Code.Unauthenticated, ErrorReason.CredentialMissing, "send a token: Authorization: Bearer <token>");

    private static Guid TenantOf(Credential credential, string tenantId)
    {
        if (tenantId.Length == 0 && credential.OnlyTenant is { } only)
            return only;

        var checks = new Checks();
        checks.Field("tenant_id", tenantId.Length > 0, "must be given: the caller has several tenants");
        var id = tenantId.Length > 0 ? checks.Id("tenant_id", tenantId) : default;
        checks.ThrowIfFailed();
        return id;
    }
}
