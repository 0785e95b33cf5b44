using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Privacy;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Notifications;

/// <summary>A notification of one person.</summary>
public sealed record PersonalNotification(Guid Id, Guid PersonId);

/// <summary>A device that takes pushes.</summary>
public sealed record Device(Guid Id, Guid PersonId, string PushService, string DeviceName, string Language);

/// <summary>A notification as its reader sees it.</summary>
public sealed record NotificationEntry(Guid Id, NotificationType Type, NotificationFacts Facts, Guid? SubjectId, DateTime CreatedAt, string Language)
{
    public Notification ToMessage()
    {
        var text = NotificationTexts.Of(Type, Facts, Language);
        return new()
        {
            Id = Id.ToString(),
            Type = Type,
            Priority = NotificationRules.For(Type).Priority,
            Title = text.Title,
            Body = text.Body,
            Path = NotificationRules.PathOf(Type, SubjectId),
            CreateTime = Timestamp.FromDateTime(CreatedAt),
        };
    }
}

/// <summary>The SQL of notifications.</summary>
public sealed partial class NotificationStore(TenantDatabase database, TimeProvider clock, IOptions<RetentionOptions> retention)
{
    /// <summary>Who is told what happens in the tenant: its people, and those of the agency who subscribed a device in it.</summary>
    public async Task<IReadOnlyList<Guid>> FindReadersAsync(TenantTransaction transaction, CancellationToken cancellationToken)
    {
        const string Sql = """
            select person_id
              from memberships
             where tenant_id = @Value
             union
            select device.person_id
              from push_subscriptions as device
              join people on people.id = device.person_id and people.is_operator
             where device.tenant_id = @Value
            """;
        return await transaction.QueryAsync<Guid>(Sql, new { transaction.Tenant.Value }, cancellationToken);
    }

    /// <summary>Adds the notifications for each of these people who does not have them yet, and returns what was added, in the order of the drafts.</summary>
    public async Task<IReadOnlyList<PersonalNotification>> AddAsync(
        TenantTransaction transaction, IReadOnlyList<NotificationDraft> drafts, bool isSummary, IReadOnlyCollection<Guid> people, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into notifications (tenant_id, id, person_id, type, dedupe_key, facts, subject_id, contact_id, is_summary, created_at)
            select @Value, id, person_id, type, dedupe_key, facts::jsonb, subject_id, contact_id, @isSummary, @now
              from unnest(@ids, @people, @types, @keys, @facts, @subjects, @contacts)
                as draft (id, person_id, type, dedupe_key, facts, subject_id, contact_id)
            on conflict (tenant_id, person_id, dedupe_key) do nothing
            returning id
            """;
        var wanted = drafts.SelectMany(draft => people.Select(person => (Draft: draft, Told: new PersonalNotification(Guid.CreateVersion7(), person)))).ToList();
        var arguments = new
        {
            transaction.Tenant.Value,
            isSummary,
            now = clock.GetUtcNow(),
            ids = wanted.Select(one => one.Told.Id).ToArray(),
            people = wanted.Select(one => one.Told.PersonId).ToArray(),
            types = wanted.Select(one => (short)one.Draft.Type).ToArray(),
            keys = wanted.Select(one => one.Draft.DedupeKey).ToArray(),
            facts = wanted.Select(one => JsonSerializer.Serialize(one.Draft.Facts)).ToArray(),
            subjects = wanted.Select(one => one.Draft.SubjectId).ToArray(),
            contacts = wanted.Select(one => one.Draft.ContactId).ToArray(),
        };
        var added = (await transaction.QueryAsync<Guid>(Sql, arguments, cancellationToken)).ToHashSet();
        return [.. wanted.Select(one => one.Told).Where(told => added.Contains(told.Id))];
    }

    /// <summary>How many of a type each of these people was told one by one since then.</summary>
    public async Task<IReadOnlyDictionary<Guid, int>> CountSinglesAsync(
        TenantTransaction transaction, NotificationType type, IReadOnlyCollection<Guid> people, DateTimeOffset since, CancellationToken cancellationToken)
    {
        const string Sql = """
            select person_id, count(*)::int as count
              from notifications
             where tenant_id = @Value
               and person_id = any (@people)
               and created_at > @since
               and type = @type
               and summary_id is null
               and not is_summary
             group by person_id
            """;
        var arguments = new { transaction.Tenant.Value, people = people.ToArray(), since, type = (short)type };
        var rows = await transaction.QueryAsync<SinglesRow>(Sql, arguments, cancellationToken);
        return rows.ToDictionary(row => row.PersonId, row => row.Count);
    }

    /// <summary>Puts notifications under their readers' summary of this key.</summary>
    public Task<int> SummarizeAsync(
        TenantTransaction transaction, string summaryKey, IReadOnlyCollection<Guid> notifications, CancellationToken cancellationToken)
    {
        const string Sql = """
            update notifications
               set summary_id = summary.id
              from notifications as summary
             where notifications.tenant_id = @Value
               and notifications.id = any (@ids)
               and summary.tenant_id = @Value
               and summary.person_id = notifications.person_id
               and summary.dedupe_key = @summaryKey
            """;
        return transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, ids = notifications.ToArray(), summaryKey }, cancellationToken);
    }

    public async Task<IReadOnlyList<Device>> FindDevicesAsync(
        TenantTransaction transaction, IReadOnlyCollection<Guid> people, CancellationToken cancellationToken)
    {
        const string Sql = """
            select device.id, device.person_id, device.push_service, device.device_name, people.language
              from push_subscriptions as device
              join people on people.id = device.person_id
             where device.tenant_id = @Value
               and device.person_id = any (@people)
               and device.target is not null -- else a server of before has just written it, and sends to it
            """;
        return await transaction.QueryAsync<Device>(Sql, new { transaction.Tenant.Value, people = people.ToArray() }, cancellationToken);
    }

    public async Task<IReadOnlyList<NotificationEntry>> ListAsync(TenantId tenant, Guid personId, TimePage page, CancellationToken cancellationToken)
    {
        const string Sql = """
            select notifications.id, notifications.type, notifications.facts::text as facts, notifications.subject_id, notifications.created_at, people.language
              from notifications
              join people on people.id = notifications.person_id
             where notifications.tenant_id = @Value
               and notifications.person_id = @personId
               and not notifications.is_summary
               and (notifications.created_at, notifications.id) < (@BeforeTime, @BeforeId)
             order by notifications.created_at desc, notifications.id desc
             limit @Limit
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var rows = await transaction.QueryAsync<Row>(
            Sql, new { tenant.Value, personId, page.BeforeTime, page.BeforeId, page.Limit }, cancellationToken);
        return [.. rows.Select(row => row.ToEntry())];
    }

    /// <summary>Notifications go by their age, as the personal data in them must.</summary>
    public Task DeleteOldAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            delete from notifications
             where (tenant_id, id) in (select tenant_id, id from notifications where created_at < @before limit 5000)
            """;
        return database.DeleteInBitesAcrossTenantsAsync(Sql, new { before = clock.GetUtcNow().AddDays(-retention.Value.NotificationDays) }, cancellationToken);
    }

    private sealed record SinglesRow(Guid PersonId, int Count);

    private sealed record Row(Guid Id, short Type, string Facts, Guid? SubjectId, DateTime CreatedAt, string Language)
    {
        public NotificationEntry ToEntry() =>
            new(Id, (NotificationType)Type, JsonSerializer.Deserialize<NotificationFacts>(Facts)!, SubjectId, CreatedAt, Language);
    }
}
