namespace TinyEclipse.Server.Tenancy;

/// <summary>A tenant the caller has been allowed to act for. For a request only <see cref="TenantCallContext"/> makes one.</summary>
public readonly record struct TenantId(Guid Value)
{
    /// <summary>For what leaves about a person and is no tenant's business, such as a forgotten password. Operators alone see it.</summary>
    public static readonly TenantId None;

    public override string ToString() => Value.ToString();
}
