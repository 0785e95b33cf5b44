using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Features.Tenants;

/// <summary>The SQL of tenants. A tenant reads its own row; making, listing and changing them is the operator's and spans tenants.</summary>
public sealed partial class TenantStore(TenantDatabase database, TimeProvider clock)
{
    private const string Columns = "id, name, domain, plan, time_zone, cart_abandon_minutes, created_at, updated_at";

    /// <summary>Null when another tenant has the domain, or the id that was asked for.</summary>
    public async Task<Tenant?> CreateAcrossTenantsAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            insert into tenants (id, name, domain, plan, time_zone, cart_abandon_minutes, created_at, updated_at)
            values (@id, @Name, @Domain, @plan, @TimeZone, @CartAbandonMinutes, @now, @now)
            on conflict do nothing
            returning {Columns}
            """;
        var id = tenant.Id.Length > 0 ? Guid.Parse(tenant.Id) : Guid.CreateVersion7();
        var arguments = new { id, tenant.Name, tenant.Domain, plan = (short)tenant.Plan, tenant.TimeZone, tenant.CartAbandonMinutes, now = clock.GetUtcNow() };
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(Sql, arguments, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row?.ToMessage();
    }

    public async Task<Tenant?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from tenants
             where id = @Value
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(Sql, new { tenant.Value }, cancellationToken);
        return row?.ToMessage();
    }

    public async Task<IReadOnlyList<Tenant>> ListAcrossTenantsAsync(TextPage page, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from tenants
             where (name, id) > (@AfterText, @AfterId)
             order by name, id
             limit @Limit
            """;
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var rows = await transaction.QueryAsync<Row>(Sql, page, cancellationToken);
        return [.. rows.Select(row => row.ToMessage())];
    }

    /// <summary>Null when there is no such tenant.</summary>
    public async Task<Tenant?> ChangePlanAcrossTenantsAsync(TenantId tenant, Plan plan, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            update tenants
               set plan = @plan,
                   updated_at = @now
             where id = @Value
            returning {Columns}
            """;
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(Sql, new { tenant.Value, plan = (short)plan, now = clock.GetUtcNow() }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row?.ToMessage();
    }

    private sealed record Row(Guid Id, string Name, string Domain, short Plan, string TimeZone, int CartAbandonMinutes, DateTime CreatedAt, DateTime UpdatedAt)
    {
        public Tenant ToMessage() => new()
        {
            Id = Id.ToString(),
            Name = Name,
            Domain = Domain,
            Plan = (Plan)Plan,
            TimeZone = TimeZone,
            CartAbandonMinutes = CartAbandonMinutes,
            CreateTime = Timestamp.FromDateTime(CreatedAt),
            UpdateTime = Timestamp.FromDateTime(UpdatedAt),
            Etag = Etags.Of(Name, Domain, TimeZone, CartAbandonMinutes.ToString(CultureInfo.InvariantCulture), Plan.ToString(CultureInfo.InvariantCulture)),
        };
    }
}
