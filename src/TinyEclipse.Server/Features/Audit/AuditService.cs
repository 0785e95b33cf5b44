using Google.Api;
using Google.Protobuf;
using Grpc.Core;
using TinyEclipse.Audit.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Audit;

public sealed class AuditService(AuditStore audit, PageTokens pages, AccessInterceptor access) : TinyEclipse.Audit.V1.AuditService.AuditServiceBase
{
    private const int ExportedAtOnce = 500;

    public override async Task<ListAuditEntriesResponse> ListAuditEntries(ListAuditEntriesRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var (filter, page) = (Read(request.Filter), pages.ByTime(request));
        var found = await NamedAsync(await audit.ListAsync(tenant, filter, page, context.CancellationToken), [], context.CancellationToken);

        var response = new ListAuditEntriesResponse();
        response.NextPageToken = pages.Fill(response.Entries, found, page, entry => entry.CreateTime, entry => entry.Id);
        return response;
    }

    public override async Task ExportAuditEntries(ExportAuditEntriesRequest request, IServerStreamWriter<HttpBody> responseStream, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var filter = Read(request.Filter);
        var names = new Dictionary<Guid, string>();
        await context.WriteResponseHeadersAsync(new Metadata { { "content-disposition", "attachment; filename=\"audit.csv\"" } });
        await WriteAsync(AuditCsv.Header());

        var page = new TimePage(ExportedAtOnce, DateTime.MaxValue, Guid.AllBitsSet);
        while (true)
        {
            var found = await NamedAsync(await audit.ListAsync(tenant, filter, page, context.CancellationToken), names, context.CancellationToken);
            await WriteAsync(AuditCsv.Rows(found.Take(page.Size)));
            if (found.Count <= page.Size)
                return;

            await access.AdmitAsync(context);
            context.RequireTenant(request.TenantId);
            page = page with { BeforeTime = found[page.Size - 1].CreateTime.ToDateTime(), BeforeId = Guid.Parse(found[page.Size - 1].Id) };
        }

        Task WriteAsync(string text) =>
            responseStream.WriteAsync(new HttpBody { ContentType = Csv.ContentType, Data = ByteString.CopyFromUtf8(text) }, context.CancellationToken);
    }

    private async Task<IReadOnlyList<AuditEntry>> NamedAsync(IReadOnlyList<AuditEntry> entries, Dictionary<Guid, string> names, CancellationToken cancellationToken)
    {
        var acted = entries.Select(entry => entry.Actor).Where(actor => actor.PersonId.Length > 0).ToLookup(actor => Guid.Parse(actor.PersonId));
        var unknown = acted.Select(actors => actors.Key).Where(person => !names.ContainsKey(person)).ToArray();
        if (unknown.Length > 0)
        {
            var found = await audit.NamesAcrossTenantsAsync(unknown, cancellationToken);
            foreach (var person in unknown)
                names[person] = found.GetValueOrDefault(person, "");
        }
        foreach (var actor in acted.SelectMany(actors => actors))
            actor.PersonName = names[Guid.Parse(actor.PersonId)];
        return entries;
    }

    private static AuditStore.Filter Read(AuditFilter? asked)
    {
        var filter = asked ?? new AuditFilter();
        var checks = new Checks();
        var person = filter.PersonId.Length > 0 ? checks.Id("filter.person_id", filter.PersonId) : (Guid?)null;
        checks
            .Field("filter.resource_id", filter.ResourceId.Length == 0 || filter.ResourceType.Length > 0, "must come with resource_type")
            .Time("filter.start_time", filter.StartTime)
            .Time("filter.end_time", filter.EndTime)
            .ThrowIfFailed();
        return new(person, Given(filter.ResourceType), Given(filter.ResourceId), Given(filter.Method), filter.StartTime?.ToDateTime(), filter.EndTime?.ToDateTime());
    }

    private static string? Given(string text) => text.Length > 0 ? text : null;
}
