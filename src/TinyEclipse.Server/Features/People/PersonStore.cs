using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People;

/// <summary>The SQL of people, who may belong to several tenants.</summary>
public sealed class PersonStore(TenantDatabase database, TimeProvider clock)
{
    public Task<Person?> FindAcrossTenantsAsync(Guid id, CancellationToken cancellationToken) => FindAcrossTenantsAsync(id, onlyTenant: null, cancellationToken);

    /// <param name="onlyTenant">What a token limited to a tenant may know: the person's place there, where an operator is an owner.</param>
    public async Task<Person?> FindAcrossTenantsAsync(Guid id, Guid? onlyTenant, CancellationToken cancellationToken)
    {
        const string Sql = "select id, email, display_name, is_operator from people where id = @id";
        const string Memberships = """
            select tenants.id, tenants.name, memberships.role
              from memberships
              join tenants on tenants.id = memberships.tenant_id
             where memberships.person_id = @id
               and (@onlyTenant::uuid is null or tenants.id = @onlyTenant)
             order by tenants.name, tenants.id
             limit 200
            """;
        const string OperatorsPlace = "select id, name, 4::smallint as role from tenants where id = @onlyTenant"; // 4: an owner
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(Sql, new { id }, cancellationToken);
        if (row is null)
            return null;

        var places = row.IsOperator && onlyTenant is not null ? OperatorsPlace : Memberships;
        var memberships = await transaction.QueryAsync<MembershipRow>(places, new { id, onlyTenant }, cancellationToken);
        return new()
        {
            Id = row.Id.ToString(),
            Email = row.Email,
            DisplayName = row.DisplayName,
            Operator = row.IsOperator && onlyTenant is null,
            Memberships = { memberships.Select(membership => membership.ToMessage()) },
        };
    }

    /// <summary>Makes a person, or finds the one with this address.</summary>
    public async Task<Guid> EnsureAcrossTenantsAsync(string email, string displayName, bool isOperator, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var id = await EnsureAcrossTenantsAsync(transaction, email, displayName, isOperator, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return id;
    }

    /// <inheritdoc cref="EnsureAcrossTenantsAsync(string, string, bool, CancellationToken)"/>
    public Task<Guid> EnsureAcrossTenantsAsync(
        WorkerTransaction transaction, string email, string displayName, bool isOperator, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into people (id, email, display_name, is_operator, created_at)
            values (@id, @email, @displayName, @isOperator, @now)
            on conflict (email) do update
               set display_name = excluded.display_name
            returning id
            """;
        var arguments = new { id = Guid.CreateVersion7(), email, displayName, isOperator, now = clock.GetUtcNow() };
        return transaction.QuerySingleAsync<Guid>(Sql, arguments, cancellationToken);
    }

    public Task<string> FindEmailAcrossTenantsAsync(WorkerTransaction transaction, Guid id, CancellationToken cancellationToken)
    {
        const string Sql = "select email from people where id = @id";
        return transaction.QuerySingleAsync<string>(Sql, new { id }, cancellationToken);
    }

    /// <summary>The language of whoever has this address; null when nobody has.</summary>
    public async Task<string?> FindLanguageAcrossTenantsAsync(string email, CancellationToken cancellationToken)
    {
        const string Sql = "select language from people where email = @email";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        return await transaction.QuerySingleOrDefaultAsync<string>(Sql, new { email }, cancellationToken);
    }

    public async Task JoinAsync(TenantId tenant, Guid personId, Role role, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into memberships (tenant_id, person_id, role, created_at)
            values (@Value, @personId, @role, @now)
            on conflict (tenant_id, person_id) do update
               set role = excluded.role
            """;
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        await transaction.ExecuteAsync(Sql, new { tenant.Value, personId, role = (short)role, now = clock.GetUtcNow() }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private sealed record Row(Guid Id, string Email, string DisplayName, bool IsOperator);

    private sealed record MembershipRow(Guid Id, string Name, short Role)
    {
        public Membership ToMessage() => new() { TenantId = Id.ToString(), TenantName = Name, Role = (Role)Role };
    }
}
