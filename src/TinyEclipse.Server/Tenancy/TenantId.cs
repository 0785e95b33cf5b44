namespace TinyEclipse.Server.Tenancy;

/// <summary>A tenant the caller has been allowed to act for. For a request only <see cref="TenantCallContext"/> makes one.</summary>
public readonly record struct TenantId(Guid Value)
{
    public override string ToString() => Value.ToString();
}
