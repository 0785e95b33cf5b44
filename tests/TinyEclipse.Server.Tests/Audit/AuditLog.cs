using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Audit.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Tests.Audit;

/// <summary>What the audit log holds of single requests.</summary>
internal static class AuditLog
{
    /// <summary>The caller, whose requests now have this id.</summary>
    public static (TestCaller Caller, string RequestId) Marked(this TestCaller caller)
    {
        var id = Guid.NewGuid().ToString("n");
        caller.Http.DefaultRequestHeaders.Remove("x-request-id");
        caller.Http.DefaultRequestHeaders.Add("x-request-id", id);
        return (caller with
        {
            Grpc = caller.Grpc.Intercept(headers =>
            {
                headers.Add("x-request-id", id);
                return headers;
            }),
        }, id);
    }

    /// <summary>The entries of a request: the tenant's, and those that belong to no tenant.</summary>
    public static async Task<IReadOnlyList<Entry>> AuditOfAsync(this RunningServer server, string requestId, TenantId? tenant = null)
    {
        const string Sql = """
            select tenant_id, actor_kind, person_id, site_id, credential_id, address, method, action, resource_type, resource_id, before::text as before, after::text as after
              from audit_entries
             where request_id = @requestId
             order by occurred_at, id
            """;
        var found = new List<Entry>();
        foreach (var reader in tenant is { } own ? [own, new TenantId(Guid.Empty)] : new[] { new TenantId(Guid.Empty) })
        {
            await using var transaction = await server.Services.GetRequiredService<TenantDatabase>().BeginAsync(reader, CancellationToken.None);
            found.AddRange(await transaction.QueryAsync<Entry>(Sql, new { requestId }, CancellationToken.None));
        }
        return found;
    }

    internal sealed record Entry(
        Guid TenantId,
        short ActorKind,
        Guid? PersonId,
        Guid? SiteId,
        Guid? CredentialId,
        string Address,
        string Method,
        short Action,
        string ResourceType,
        string ResourceId,
        string? Before,
        string? After)
    {
        public ActorKind Kind => (ActorKind)ActorKind;
    }
}
