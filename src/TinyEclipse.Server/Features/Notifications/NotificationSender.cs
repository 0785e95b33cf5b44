using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Outbox;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Features.Notifications;

/// <summary>What an outbox message of a push is made of.</summary>
public sealed record PushReference(Guid NotificationId, Guid DeviceId);

/// <summary>A test push that is on its way.</summary>
public sealed record TestPush(Guid NotificationId, int DeviceCount);

/// <summary>Tells people, and puts a push for each of their devices in the outbox, in the transaction of the cause.</summary>
public sealed class NotificationSender(NotificationStore notifications, OutboxStore outbox, TenantDatabase database, TimeProvider clock, IOptions<PushOptions> options)
{
    private static readonly ILookup<Guid, Device> NoDevices = Array.Empty<Device>().ToLookup(device => device.PersonId);

    /// <summary>Tells everybody in the tenant, once per <see cref="NotificationDraft.DedupeKey"/>. Returns how many notifications that made.</summary>
    public async Task<int> NotifyTenantAsync(TenantTransaction transaction, IReadOnlyList<NotificationDraft> drafts, CancellationToken cancellationToken)
    {
        if (drafts.Count == 0)
            return 0;

        var readers = await notifications.FindReadersAsync(transaction, cancellationToken);
        var mayPush = await Entitlements.AllowsAsync(transaction, Feature.WebPush, cancellationToken);
        var devices = mayPush ? await FindDevicesAsync(transaction, readers, cancellationToken) : NoDevices;
        var count = 0;
        foreach (var ofType in drafts.GroupBy(draft => draft.Type))
        {
            var told = await notifications.AddAsync(transaction, [.. ofType], isSummary: false, readers, cancellationToken);
            if (mayPush && told.Count > 0)
                await PushOrGatherAsync(transaction, ofType.Key, told, devices, cancellationToken);
            count += told.Count;
        }
        return count;
    }

    /// <summary>Null when the person has no device in the tenant.</summary>
    public async Task<TestPush?> SendTestAsync(TenantId tenant, Guid personId, CancellationToken cancellationToken)
    {
        var draft = new NotificationDraft(NotificationType.Test, $"test:{Guid.CreateVersion7()}", new NotificationFacts(), null, null);
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var told = await notifications.AddAsync(transaction, [draft], isSummary: false, [personId], cancellationToken);
        var devices = await FindDevicesAsync(transaction, [personId], cancellationToken);
        var deviceCount = await PushAsync(transaction, draft.Type, told, devices, clock.GetUtcNow(), cancellationToken);
        if (deviceCount == 0)
            return null;

        await transaction.CommitAsync(cancellationToken);
        return new TestPush(told[0].Id, deviceCount);
    }

    private async Task PushOrGatherAsync(
        TenantTransaction transaction, NotificationType type, IReadOnlyList<PersonalNotification> told, ILookup<Guid, Device> devices, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var gathered = await FindGatheredAsync(transaction, type, told, now, cancellationToken);
        await PushAsync(transaction, type, [.. told.Except(gathered)], devices, now, cancellationToken);
        if (gathered.Count > 0)
            await SummarizeAsync(transaction, type, gathered, devices, now, cancellationToken);
    }

    /// <summary>Of what people are told now, all that goes beyond the limit of what they are told one by one.</summary>
    private async Task<IReadOnlyList<PersonalNotification>> FindGatheredAsync(
        TenantTransaction transaction, NotificationType type, IReadOnlyList<PersonalNotification> told, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limit = options.Value.BurstLimit;
        if (limit == 0 || !NotificationRules.For(type).IsGathered)
            return [];

        var ofPeople = told.GroupBy(one => one.PersonId).ToDictionary(group => group.Key, group => group.ToList());
        var singles = await notifications.CountSinglesAsync(transaction, type, ofPeople.Keys, now - NotificationRules.BurstWindow, cancellationToken);
        return [.. ofPeople.SelectMany(person =>
        {
            var before = singles[person.Key] - person.Value.Count; // what they are told now is counted, too
            return person.Value.Skip(Math.Max(0, limit - before));
        })];
    }

    /// <summary>
    /// One push at the end of the running five minutes stands for all that come until then. Its text is made when it leaves, and counts them.
    /// </summary>
    private async Task SummarizeAsync(
        TenantTransaction transaction,
        NotificationType type,
        IReadOnlyList<PersonalNotification> told,
        ILookup<Guid, Device> devices,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var window = NotificationRules.BurstWindow.Ticks;
        var end = new DateTimeOffset((now.UtcTicks / window + 1) * window, TimeSpan.Zero);
        var key = string.Create(CultureInfo.InvariantCulture, $"summary:{type}:{end.ToUnixTimeSeconds()}");
        var draft = new NotificationDraft(type, key, new NotificationFacts(), null, null);

        var begun = await notifications.AddAsync(transaction, [draft], isSummary: true, [.. told.Select(one => one.PersonId).Distinct()], cancellationToken);
        await notifications.SummarizeAsync(transaction, key, [.. told.Select(one => one.Id)], cancellationToken);
        await PushAsync(transaction, type, begun, devices, end, cancellationToken);
    }

    private async Task<int> PushAsync(
        TenantTransaction transaction,
        NotificationType type,
        IReadOnlyList<PersonalNotification> told,
        ILookup<Guid, Device> devices,
        DateTimeOffset notBefore,
        CancellationToken cancellationToken)
    {
        var expiresAt = notBefore + NotificationRules.For(type).TimeToLive;
        var drafts = told.SelectMany(one => devices[one.PersonId].Select(device => new OutboxDraft(
            OutboxKind.WebPush,
            new Uri(device.PushService).Authority,
            SummaryOf(type, device),
            JsonSerializer.Serialize(new PushReference(one.Id, device.Id)),
            notBefore,
            expiresAt))).ToList();
        await outbox.EnqueueAsync(transaction, drafts, cancellationToken);
        return drafts.Count;
    }

    private async Task<ILookup<Guid, Device>> FindDevicesAsync(
        TenantTransaction transaction, IReadOnlyCollection<Guid> people, CancellationToken cancellationToken) =>
        (await notifications.FindDevicesAsync(transaction, people, cancellationToken)).ToLookup(device => device.PersonId);

    private static string SummaryOf(NotificationType type, Device device)
    {
        var title = NotificationTexts.TitleOf(type, device.Language);
        return device.DeviceName.Length > 0 ? $"{title} ({device.DeviceName})" : title;
    }
}
