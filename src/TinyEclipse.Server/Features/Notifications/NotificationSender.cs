using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Outbox;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Notifications;

/// <summary>What an outbox message of a push is made of.</summary>
public sealed record PushReference(Guid NotificationId, Guid DeviceId);

/// <summary>A test push that is on its way.</summary>
public sealed record TestPush(Guid NotificationId, int DeviceCount);

/// <summary>Tells people, and puts a push for each of their devices in the outbox, in the transaction of the cause.</summary>
public sealed class NotificationSender(NotificationStore notifications, OutboxStore outbox, TenantDatabase database, TimeProvider clock, IOptions<PushOptions> options)
{
    /// <summary>Tells everybody in the tenant, once per <see cref="NotificationDraft.DedupeKey"/>. Returns how many people were told.</summary>
    public async Task<int> NotifyTenantAsync(TenantTransaction transaction, NotificationDraft draft, CancellationToken cancellationToken)
    {
        var readers = await notifications.FindReadersAsync(transaction, cancellationToken);
        var told = await notifications.AddAsync(transaction, draft, isSummary: false, readers, cancellationToken);
        if (told.Count == 0 || !await Entitlements.AllowsAsync(transaction, Feature.WebPush, cancellationToken))
            return told.Count;

        var now = clock.GetUtcNow();
        var flooded = await FindFloodedAsync(transaction, draft, told, now, cancellationToken);
        await PushAsync(transaction, draft.Type, [.. told.Where(one => !flooded.Contains(one.PersonId))], now, cancellationToken);
        if (flooded.Count > 0)
            await SummarizeAsync(transaction, draft.Type, [.. told.Where(one => flooded.Contains(one.PersonId))], now, cancellationToken);
        return told.Count;
    }

    /// <summary>Null when the person has no device in the tenant.</summary>
    public async Task<TestPush?> SendTestAsync(TenantId tenant, Guid personId, CancellationToken cancellationToken)
    {
        var draft = new NotificationDraft(NotificationType.Test, $"test:{Guid.CreateVersion7()}", new NotificationFacts(), null, null);
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var told = await notifications.AddAsync(transaction, draft, isSummary: false, [personId], cancellationToken);
        var deviceCount = await PushAsync(transaction, draft.Type, told, clock.GetUtcNow(), cancellationToken);
        if (deviceCount == 0)
            return null;

        await transaction.CommitAsync(cancellationToken);
        return new TestPush(told[0].Id, deviceCount);
    }

    private async Task<IReadOnlyList<Guid>> FindFloodedAsync(
        TenantTransaction transaction, NotificationDraft draft, IReadOnlyList<PersonalNotification> told, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limit = options.Value.BurstLimit;
        if (limit == 0 || !NotificationRules.For(draft.Type).IsGathered)
            return [];

        var people = told.Select(one => one.PersonId).ToList();
        return await notifications.FindFloodedAsync(
            transaction, draft.Type, people, now - NotificationRules.BurstWindow, limit, cancellationToken);
    }

    /// <summary>
    /// One push at the end of the running five minutes stands for all that come until then. Its text is made when it leaves, and counts them.
    /// </summary>
    private async Task SummarizeAsync(
        TenantTransaction transaction, NotificationType type, IReadOnlyList<PersonalNotification> told, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var window = NotificationRules.BurstWindow.Ticks;
        var end = new DateTimeOffset((now.UtcTicks / window + 1) * window, TimeSpan.Zero);
        var key = string.Create(CultureInfo.InvariantCulture, $"summary:{type}:{end.ToUnixTimeSeconds()}");
        var draft = new NotificationDraft(type, key, new NotificationFacts(), null, null);

        var begun = await notifications.AddAsync(transaction, draft, isSummary: true, [.. told.Select(one => one.PersonId)], cancellationToken);
        await notifications.SummarizeAsync(transaction, key, [.. told.Select(one => one.Id)], cancellationToken);
        await PushAsync(transaction, type, begun, end, cancellationToken);
    }

    private async Task<int> PushAsync(
        TenantTransaction transaction, NotificationType type, IReadOnlyList<PersonalNotification> told, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        var notificationOf = told.ToDictionary(one => one.PersonId, one => one.Id);
        var devices = await notifications.FindDevicesAsync(transaction, notificationOf.Keys, cancellationToken);
        var expiresAt = notBefore + NotificationRules.For(type).TimeToLive;
        await outbox.EnqueueAsync(
            transaction,
            [.. devices.Select(device => new OutboxDraft(
                OutboxKind.WebPush,
                new Uri(device.Endpoint).Authority,
                SummaryOf(type, device),
                JsonSerializer.Serialize(new PushReference(notificationOf[device.PersonId], device.Id)),
                notBefore,
                expiresAt))],
            cancellationToken);
        return devices.Count;
    }

    private static string SummaryOf(NotificationType type, Device device)
    {
        var title = NotificationTexts.TitleOf(type, device.Language);
        return device.DeviceName.Length > 0 ? $"{title} ({device.DeviceName})" : title;
    }
}
