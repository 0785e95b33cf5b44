using TinyEclipse.Rpc.V1;
using TinyEclipse.Sites.V1;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Tenancy;

/// <summary>Who calls: a site or a person.</summary>
public abstract record Credential
{
    /// <summary>The role in a tenant; unspecified where there is none.</summary>
    public abstract Role RoleIn(Guid tenant);

    /// <summary>Of the session or token, for what is counted and kept for it; a site's tokens are one.</summary>
    public abstract Guid Id { get; }

    /// <summary>The only tenant this credential can mean when the request names none.</summary>
    public abstract Guid? OnlyTenant { get; }
}

/// <summary>A site with its token.</summary>
public sealed record SiteCredential(Guid TenantId, Guid SiteId, SiteEnvironment Environment, Plan Plan) : Credential
{
    public TenantId Tenant => new(TenantId);

    /// <summary>The installation that is the site; empty when it has not told.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>Nobody can tell which of two installations is the site.</summary>
    public bool IsHeld { get; init; }

    public override Guid Id => SiteId;

    public override Guid? OnlyTenant => TenantId;

    public override Role RoleIn(Guid tenant) => Role.Unspecified;
}

/// <summary>A person with a session or an API token.</summary>
public sealed record PersonCredential(Guid PersonId, bool IsOperator, IReadOnlyDictionary<Guid, Role> Memberships) : Credential
{
    /// <summary>Null for an API token.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>When the person last proved who they are; null for an API token.</summary>
    public DateTime? AuthenticatedAt { get; init; }

    /// <summary>Null for a session.</summary>
    public Guid? TokenId { get; init; }

    /// <summary>The one tenant that an API token is limited to; it is then the only one in <see cref="Memberships"/>.</summary>
    public Guid? TokenTenantId { get; init; }

    public Scopes Scopes { get; init; } = Scopes.All;

    public override Guid Id => SessionId ?? TokenId ?? PersonId;

    public override Guid? OnlyTenant => Memberships.Count == 1 ? Memberships.Keys.Single() : null;

    public override Role RoleIn(Guid tenant) => IsOperator ? Role.Operator : Memberships.GetValueOrDefault(tenant);
}
