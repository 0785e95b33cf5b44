using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Audit.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Audit;

/// <summary>Reads the audit log. It is written by the database itself, see 0018_audit.sql.</summary>
public sealed class AuditStore(TenantDatabase database)
{
    /// <summary>Null means all.</summary>
    public sealed record Filter(Guid? PersonId, string? ResourceType, string? ResourceId, string? Method, DateTime? StartTime, DateTime? EndTime);

    public async Task<IReadOnlyList<AuditEntry>> ListAsync(TenantId tenant, Filter filter, TimePage page, CancellationToken cancellationToken)
    {
        // What is not asked for does not stand in the statement, so that each is planned for its own index.
        const string Select = """
            select id, occurred_at, actor_kind, person_id, site_id, credential_id, address, request_id, method, action, resource_type, resource_id,
                   before::text as before, after::text as after
              from audit_entries
             where tenant_id = @Value
               and (occurred_at, id) < (@BeforeTime, @BeforeId)
            """;
        const string OfPerson = "\n   and person_id = @PersonId";
        const string OfType = "\n   and resource_type = @ResourceType";
        const string OfResource = "\n   and resource_id = @ResourceId";
        const string ByMethod = "\n   and method = @Method";
        const string Since = "\n   and occurred_at >= @StartTime";
        const string Until = "\n   and occurred_at < @EndTime";
        const string Order = "\n order by occurred_at desc, id desc\n limit @Limit";
        var sql = Select
            + (filter.PersonId is null ? "" : OfPerson)
            + (filter.ResourceType is null ? "" : OfType)
            + (filter.ResourceId is null ? "" : OfResource)
            + (filter.Method is null ? "" : ByMethod)
            + (filter.StartTime is null ? "" : Since)
            + (filter.EndTime is null ? "" : Until)
            + Order;
        var arguments = new
        {
            tenant.Value,
            filter.PersonId,
            filter.ResourceType,
            filter.ResourceId,
            filter.Method,
            filter.StartTime,
            filter.EndTime,
            page.BeforeTime,
            page.BeforeId,
            page.Limit,
        };
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var rows = await transaction.QueryAsync<Row>(sql, arguments, cancellationToken);
        return [.. rows.Select(row => row.ToMessage(tenant))];
    }

    /// <summary>What those people are called today; who is gone is missing.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAcrossTenantsAsync(Guid[] people, CancellationToken cancellationToken)
    {
        const string Sql = "select id, display_name from people where id = any (@people)";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        return (await transaction.QueryAsync<NameRow>(Sql, new { people }, cancellationToken)).ToDictionary(row => row.Id, row => row.DisplayName);
    }

    /// <summary>After two years, which the database itself sees to.</summary>
    public Task DeleteOldAcrossTenantsAsync(CancellationToken cancellationToken) => Chore.RepeatAsync(async () =>
    {
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var deleted = await transaction.QuerySingleAsync<int>("select delete_old_audit_entries()", null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return deleted;
    });

    private sealed record NameRow(Guid Id, string DisplayName);

    private sealed record Row(
        Guid Id,
        DateTime OccurredAt,
        short ActorKind,
        Guid? PersonId,
        Guid? SiteId,
        Guid? CredentialId,
        string Address,
        string RequestId,
        string Method,
        short Action,
        string ResourceType,
        string ResourceId,
        string? Before,
        string? After)
    {
        public AuditEntry ToMessage(TenantId tenant) => new()
        {
            Id = Id.ToString(),
            TenantId = tenant.ToString(),
            CreateTime = Timestamp.FromDateTime(OccurredAt),
            Actor = new()
            {
                Kind = (ActorKind)ActorKind,
                PersonId = PersonId?.ToString() ?? "",
                SiteId = SiteId?.ToString() ?? "",
                CredentialId = CredentialId?.ToString() ?? "",
                Address = Address,
            },
            RequestId = RequestId,
            Method = Method,
            Action = (AuditAction)Action,
            ResourceType = ResourceType,
            ResourceId = ResourceId,
            Before = AuditWords.Read(ResourceType, Before),
            After = AuditWords.Read(ResourceType, After),
        };
    }
}
