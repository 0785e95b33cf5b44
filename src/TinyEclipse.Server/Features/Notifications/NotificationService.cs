using Grpc.Core;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Notifications;

public sealed class NotificationService(NotificationStore notifications, PageTokens pages)
    : TinyEclipse.Notifications.V1.NotificationService.NotificationServiceBase
{
    public override async Task<ListNotificationsResponse> ListNotifications(ListNotificationsRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var page = pages.ByTime(request);
        var entries = await notifications.ListAsync(tenant, context.RequirePerson().PersonId, page, context.CancellationToken);
        var found = entries.Select(entry => entry.ToMessage()).ToList();

        var response = new ListNotificationsResponse();
        response.NextPageToken = pages.Fill(response.Notifications, found, page, notification => notification.CreateTime, notification => notification.Id);
        return response;
    }
}
