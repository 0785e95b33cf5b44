using Google.Protobuf.WellKnownTypes;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.Members;

public enum MemberChange
{
    Done,
    NotFound,

    /// <summary>The tenant would have no owner.</summary>
    LastOwner,
}

/// <summary>The SQL of a tenant's people. Names and addresses are the worker's to read, so each statement names the tenant itself.</summary>
public sealed class MemberStore(TenantDatabase database)
{
    private const string Columns = "people.id, people.email, people.display_name, memberships.role, memberships.created_at";

    public async Task<IReadOnlyList<Member>> ListAsync(TenantId tenant, TimePage page, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from memberships
              join people on people.id = memberships.person_id
             where memberships.tenant_id = @Value
               and (memberships.created_at, memberships.person_id) < (@BeforeTime, @BeforeId)
             order by memberships.created_at desc, memberships.person_id desc
             limit @Limit
            """;
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var rows = await transaction.QueryAsync<Row>(Sql, new { tenant.Value, page.BeforeTime, page.BeforeId, page.Limit }, cancellationToken);
        return [.. rows.Select(row => row.ToMessage())];
    }

    public async Task<Member?> FindAsync(TenantId tenant, Guid personId, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from memberships
              join people on people.id = memberships.person_id
             where memberships.tenant_id = @Value
               and memberships.person_id = @personId
            """;
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(Sql, new { tenant.Value, personId }, cancellationToken);
        return row?.ToMessage();
    }

    public async Task<bool> HasMemberAsync(TenantId tenant, string email, CancellationToken cancellationToken)
    {
        const string Sql = """
            select exists (select from memberships
                             join people on people.id = memberships.person_id
                            where memberships.tenant_id = @Value
                              and people.email = @email)
            """;
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        return await transaction.QuerySingleAsync<bool>(Sql, new { tenant.Value, email }, cancellationToken);
    }

    public Task<MemberChange> ChangeRoleAsync(TenantId tenant, Guid personId, Role role, CancellationToken cancellationToken)
    {
        const string Sql = "update memberships set role = @role where tenant_id = @Value and person_id = @personId";
        return ChangeAsync(tenant, personId, role == Role.Owner, Sql, new { tenant.Value, personId, role = (short)role }, cancellationToken);
    }

    public Task<MemberChange> RemoveAsync(TenantId tenant, Guid personId, CancellationToken cancellationToken)
    {
        const string Sql = "delete from memberships where tenant_id = @Value and person_id = @personId";
        return ChangeAsync(tenant, personId, staysOwner: false, Sql, new { tenant.Value, personId }, cancellationToken);
    }

    private async Task<MemberChange> ChangeAsync(
        TenantId tenant, Guid personId, bool staysOwner, string sql, object arguments, CancellationToken cancellationToken)
    {
        // Locked, so that two owners who remove each other do not both succeed.
        const string Owners = "select person_id from memberships where tenant_id = @Value and role = 4 order by person_id for update";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var owners = await transaction.QueryAsync<Guid>(Owners, new { tenant.Value }, cancellationToken);
        if (!staysOwner && owners.Count == 1 && owners[0] == personId)
            return MemberChange.LastOwner;
        if (await transaction.ExecuteAsync(sql, arguments, cancellationToken) == 0)
            return MemberChange.NotFound;

        await transaction.CommitAsync(cancellationToken);
        return MemberChange.Done;
    }

    private sealed record Row(Guid Id, string Email, string DisplayName, short Role, DateTime CreatedAt)
    {
        public Member ToMessage() => new()
        {
            PersonId = Id.ToString(),
            Email = Email,
            DisplayName = DisplayName,
            Role = (Role)Role,
            CreateTime = Timestamp.FromDateTime(CreatedAt),
        };
    }
}
