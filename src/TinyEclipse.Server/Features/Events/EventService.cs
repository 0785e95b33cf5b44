using Grpc.Core;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Events;

public sealed class EventService(EventStore events, EventFeed feed, SignedText signer, AccessInterceptor access, CredentialCache credentials, IHostApplicationLifetime lifetime)
    : TinyEclipse.Notifications.V1.EventService.EventServiceBase
{
    private const string Purpose = "event";
    private const string ResumeTokenHeader = "resume-token";

    public override async Task WatchEvents(WatchEventsRequest request, IServerStreamWriter<Event> responseStream, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var resumeFrom = request.ResumeToken.Length > 0 ? signer.Verify(Purpose, request.ResumeToken) : "";
        new Checks().Field("resume_token", resumeFrom is not null, "was not issued by this server").ThrowIfFailed();

        await using var lasting = new LastingAccess(AdmitAsync, credentials, context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            var start = await events.FindStartAsync(tenant, resumeFrom!.Length > 0 ? EventStart.Parse(resumeFrom) : null, lasting.Ending);
            // They tell the caller that from now on nothing is missed, not even if the stream breaks before its first event.
            await context.WriteResponseHeadersAsync(new Metadata { { ResumeTokenHeader, signer.Sign(Purpose, start.ToString()) } });
            await foreach (var entry in feed.FollowAsync(tenant, start, lasting.Ending))
            {
                if (request.Types_.Count > 0 && !request.Types_.Contains(entry.Type))
                    continue;

                await lasting.AdmitAsync();
                await responseStream.WriteAsync(ToMessage(tenant, entry), lasting.Ending);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the server is stopping; resume with the token of the last event"));
        }
        catch (OperationCanceledException) when (lasting.Refusal is not null)
        {
            throw lasting.Refusal;
        }

        async ValueTask AdmitAsync()
        {
            await access.AdmitAsync(context);
            context.RequireTenant(request.TenantId);
        }
    }

    private Event ToMessage(TenantId tenant, EventEntry entry)
    {
        var message = entry.ToMessage(tenant);
        message.ResumeToken = signer.Sign(Purpose, entry.Place.ToString());
        return message;
    }
}
