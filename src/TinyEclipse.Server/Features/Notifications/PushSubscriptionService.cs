using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Options;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Notifications.WebPush;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Features.Notifications;

public sealed class PushSubscriptionService(
    PushSubscriptionStore subscriptions,
    NotificationSender notifications,
    ServerVapidKey vapid,
    TenantDatabase database,
    PageTokens pages,
    IOptions<PushOptions> options) : TinyEclipse.Notifications.V1.PushSubscriptionService.PushSubscriptionServiceBase
{
    private const int LongestDeviceName = 100;

    public override Task<PushKey> GetPushKey(GetPushKeyRequest request, ServerCallContext context) =>
        Task.FromResult(new PushKey { PublicKey = vapid.PublicKey });

    public override async Task<PushSubscription> CreatePushSubscription(CreatePushSubscriptionRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var draft = request.PushSubscription ?? new PushSubscription();
        var keys = new PushKeys(draft.P256Dh.ToByteArray(), draft.Auth.ToByteArray());
        var endpoint = PushEndpoint.Parse(draft.Endpoint, options.Value.AllowPrivateEndpoints);
        new Checks()
            .Field("push_subscription.endpoint", endpoint is not null, "must be a public https address of at most 2048 characters")
            .Field("push_subscription.p256dh", P256Point.IsOnCurve(keys.P256dh), "must be a P-256 public key, 65 bytes uncompressed")
            .Field("push_subscription.auth", keys.Auth.Length == PushKeys.AuthLength, "must be 16 bytes")
            .Text("push_subscription.device_name", draft.DeviceName, 0, LongestDeviceName)
            .ThrowIfFailed();
        await RequirePlanAsync(tenant, context.CancellationToken);

        var device = new DeviceDraft(context.RequirePerson().PersonId, new PushTarget(endpoint!, keys), draft.DeviceName, vapid.PublicKey);
        return await subscriptions.SaveAsync(tenant, device, context.CancellationToken);
    }

    public override async Task<ListPushSubscriptionsResponse> ListPushSubscriptions(ListPushSubscriptionsRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var page = pages.ByTime(request);
        var found = await subscriptions.ListAsync(tenant, context.RequirePerson().PersonId, page, context.CancellationToken);

        var response = new ListPushSubscriptionsResponse();
        response.NextPageToken = pages.Fill(response.PushSubscriptions, found, page, device => device.CreateTime, device => device.Id);
        return response;
    }

    public override async Task<Empty> DeletePushSubscription(DeletePushSubscriptionRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var id = Checks.RequireId("push_subscription_id", request.PushSubscriptionId);
        return await subscriptions.DeleteAsync(tenant, context.RequirePerson().PersonId, id, context.CancellationToken)
            ? new Empty()
            : throw RpcErrors.NotFound("push_subscription", request.PushSubscriptionId);
    }

    public override async Task<SendTestPushResponse> SendTestPush(SendTestPushRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        await RequirePlanAsync(tenant, context.CancellationToken);

        var sent = await notifications.SendTestAsync(tenant, context.RequirePerson().PersonId, context.CancellationToken)
            ?? throw RpcErrors.Make(Code.FailedPrecondition, ErrorReason.NoPushSubscription, "you have no device in this tenant that takes pushes");
        return new() { NotificationId = sent.NotificationId.ToString(), DeviceCount = sent.DeviceCount };
    }

    private async Task RequirePlanAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        if (!await Entitlements.AllowsAsync(transaction, Feature.WebPush, cancellationToken))
            throw Entitlements.PlanRequired(Feature.WebPush);
    }
}
