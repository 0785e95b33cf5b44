using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Events;
using TinyEclipse.Server.Features.Notifications.WebPush;
using TinyEclipse.Server.Outbox;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Features.Notifications;

/// <summary>Delivers the outbox's pushes. Text and rights are those of the moment of sending.</summary>
public sealed class WebPushChannel(
    PushStore pushes, EventStore events, WebPushClient client, ServerVapidKey vapid, TimeProvider clock, IOptions<PushOptions> options)
    : OutboxChannel(OutboxKind.WebPush)
{
    private const string AppleHost = ".push.apple.com";

    public override async Task<OutboxAttempt> TryAsync(OutboxItem item, CancellationToken cancellationToken)
    {
        var reference = JsonSerializer.Deserialize<PushReference>(item.Payload)!;
        var job = await pushes.FindAsync(item.Tenant, reference, cancellationToken);
        if (job is null)
            return Unwanted("the device or the notification is gone");
        if (job is { IsSummary: true, SummarizedCount: 0 })
            return Unwanted("what it stands for is gone");
        if (!job.MayRead)
            return Unwanted("the person no longer belongs to the tenant");
        if (!Entitlements.Allows(job.Plan, Feature.WebPush))
            return Unwanted("the plan has no pushes any more");

        var timeToLive = item.ExpiresAt - clock.GetUtcNow().UtcDateTime;
        var reply = timeToLive > TimeSpan.Zero
            ? await client.SendAsync(MessageOf(job, timeToLive), cancellationToken)
            : new PushReply(PushVerdict.Refused, "too late: it is no news any more");
        return new OutboxAttempt(AnswerOf(reply), (transaction, state, token) => RecordAsync(transaction, job, reply, state, token));
    }

    private PushMessage MessageOf(PushJob job, TimeSpan timeToLive)
    {
        var text = job.IsSummary
            ? NotificationTexts.OfMany(job.Type, job.SummarizedCount, job.Language)
            : NotificationTexts.Of(job.Type, job.Facts, job.Language);
        // Of the notification, not of the try: a push that is sent twice replaces itself, at the push service and on the device.
        var topic = Base64Url.EncodeToString(job.NotificationId.ToByteArray(bigEndian: true));
        var payload = new PushPayload
        {
            Id = job.NotificationId,
            Type = NotificationRules.NameOf(job.Type),
            Title = text.Title,
            Body = text.Body,
            Path = NotificationRules.PathOf(job.Type, job.SubjectId),
            Tag = topic,
            Timestamp = new DateTimeOffset(job.CreatedAt).ToUnixTimeMilliseconds(),
            Language = job.Language,
            PortalOrigin = options.Value.PortalOrigin,
        };
        return new PushMessage(job.Target.Endpoint, job.Target.Keys, payload.ToUtf8(), timeToLive, UrgencyOf(job), topic);
    }

    // iOS holds back what is not urgent, sometimes for good; and all of ours are shown to a person, as it demands of the urgent.
    private static string UrgencyOf(PushJob job) =>
        job.Target.Endpoint.Host.EndsWith(AppleHost, StringComparison.OrdinalIgnoreCase) ? "high" : NotificationRules.For(job.Type).Urgency;

    private static OutboxAnswer AnswerOf(PushReply reply) => reply.Verdict switch
    {
        PushVerdict.Taken => new OutboxAnswer.Delivered(),
        PushVerdict.Later => new OutboxAnswer.Later(reply.Error, reply.RetryAfter),
        _ => new OutboxAnswer.Never(reply.Error),
    };

    private async Task RecordAsync(TenantTransaction transaction, PushJob job, PushReply reply, OutboxState state, CancellationToken cancellationToken)
    {
        switch (reply)
        {
            case { Verdict: PushVerdict.Taken }:
                await pushes.RecordSuccessAsync(transaction, job.DeviceId, cancellationToken);
                break;
            case { Verdict: PushVerdict.Gone }:
            case { Status: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } when job.VapidKey != vapid.PublicKey:
                await pushes.DeleteDeviceAsync(transaction, job.DeviceId, cancellationToken);
                break;
            case { Status: HttpStatusCode.BadRequest }:
                await pushes.RecordMalformedAsync(transaction, job.DeviceId, cancellationToken);
                break;
        }

        if (state is OutboxState.Delivered or OutboxState.Dead)
            await events.AppendAsync(transaction, EventOf(job, reply, state), cancellationToken);
    }

    private EventDraft EventOf(PushJob job, PushReply reply, OutboxState state)
    {
        var name = NotificationRules.NameOf(job.Type);
        var (type, summary) = state == OutboxState.Delivered
            ? (EventType.PushDelivered, $"push {name} was taken by {job.Target.Endpoint.Host}")
            : (EventType.PushFailed, $"push {name} to {job.Target.Endpoint.Host} was given up: {reply.Error}");
        return new EventDraft(type, clock.GetUtcNow(), summary, job.NotificationId, job.ContactId);
    }

    private static OutboxAttempt Unwanted(string reason) => new(new OutboxAnswer.Unwanted(reason));
}
