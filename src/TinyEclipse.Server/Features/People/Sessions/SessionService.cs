using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.Sessions;

public sealed class SessionService(SessionStore sessions, PageTokens pages) : TinyEclipse.People.V1.SessionService.SessionServiceBase
{
    public override async Task<ListSessionsResponse> ListSessions(ListSessionsRequest request, ServerCallContext context)
    {
        var person = context.RequirePerson();
        var page = pages.ByTime(request);
        var found = await sessions.ListAcrossTenantsAsync(person.PersonId, person.SessionId, page, context.CancellationToken);

        var response = new ListSessionsResponse();
        response.NextPageToken = pages.Fill(response.Sessions, found, page, session => session.CreateTime, session => session.Id);
        return response;
    }

    public override async Task<Empty> RevokeSession(RevokeSessionRequest request, ServerCallContext context)
    {
        var person = context.RequirePerson();
        var id = Checks.RequireId("session_id", request.SessionId);
        if (!await sessions.RevokeAcrossTenantsAsync(person.PersonId, id, context.CancellationToken))
            throw RpcErrors.NotFound("session", request.SessionId);
        return new();
    }

    public override async Task<RevokeOtherSessionsResponse> RevokeOtherSessions(RevokeOtherSessionsRequest request, ServerCallContext context)
    {
        var person = context.RequirePerson();
        return new() { RevokedCount = await sessions.RevokeOthersAcrossTenantsAsync(person.PersonId, person.SessionId!.Value, context.CancellationToken) };
    }
}
