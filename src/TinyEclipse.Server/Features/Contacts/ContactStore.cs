using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Contacts;

/// <summary>The SQL of contacts. Here they are read; ContactStore.Matching.cs is what the matcher needs to find and keep them.</summary>
public sealed partial class ContactStore(TenantDatabase database, TimeProvider clock)
{
    private const string Columns = "id, email, phone, name, first_seen_at, last_seen_at, created_at";

    public async Task<Contact?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from contacts
             where tenant_id = @Value
               and id = @id
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(Sql, new { tenant.Value, id }, cancellationToken);
        return row?.ToMessage();
    }

    public async Task<Contact?> FindByEmailAsync(TenantId tenant, string email, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from contacts
             where tenant_id = @Value
               and email = @email
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(Sql, new { tenant.Value, email }, cancellationToken);
        return row?.ToMessage();
    }

    public async Task<IReadOnlyList<Contact>> ListAsync(TenantId tenant, TimePage page, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from contacts
             where tenant_id = @Value
               and (last_seen_at, id) < (@BeforeTime, @BeforeId)
             order by last_seen_at desc, id desc
             limit @Limit
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var rows = await transaction.QueryAsync<Row>(Sql, new { tenant.Value, page.BeforeTime, page.BeforeId, page.Limit }, cancellationToken);
        return [.. rows.Select(row => row.ToMessage())];
    }

    private sealed record Row(Guid Id, string? Email, string? Phone, string Name, DateTime FirstSeenAt, DateTime LastSeenAt, DateTime CreatedAt)
    {
        public Contact ToMessage() => new()
        {
            Id = Id.ToString(),
            Email = Email ?? "",
            Phone = Phone ?? "",
            Name = Name,
            FirstSeenTime = Timestamp.FromDateTime(FirstSeenAt),
            LastSeenTime = Timestamp.FromDateTime(LastSeenAt),
            CreateTime = Timestamp.FromDateTime(CreatedAt),
        };
    }
}
