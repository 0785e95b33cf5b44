using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Outbox;

public sealed class OutboxService(OutboxStore outbox, PageTokens pages) : Notifications.V1.OutboxService.OutboxServiceBase
{
    public override async Task<ListOutboxMessagesResponse> ListOutboxMessages(ListOutboxMessagesRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        new Checks().Field("state", Enum.IsDefined(request.State), "must be a known state").ThrowIfFailed();
        var page = pages.ByTime(request);
        var found = await outbox.ListAsync(tenant, request.State, page, context.CancellationToken);

        var response = new ListOutboxMessagesResponse();
        response.NextPageToken = pages.Fill(response.Messages, found, page, message => message.CreateTime, message => message.Id);
        return response;
    }

    public override async Task<OutboxMessage> RetryOutboxMessage(RetryOutboxMessageRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var id = Checks.RequireId("message_id", request.MessageId);

        if (await outbox.RetryAsync(tenant, id, context.CancellationToken) is { } message)
            return message;
        if (await outbox.FindAsync(tenant, id, context.CancellationToken) is null)
            throw RpcErrors.NotFound("outbox_message", request.MessageId);
        throw RpcErrors.Make(Code.FailedPrecondition, ErrorReason.OutboxMessageNotDead, "only a message that was given up can be tried again");
    }
}
