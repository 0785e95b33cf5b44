using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.Members;

public sealed class MemberService(MemberStore members, PageTokens pages) : TinyEclipse.People.V1.MemberService.MemberServiceBase
{
    public override async Task<ListMembersResponse> ListMembers(ListMembersRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var page = pages.ByTime(request);
        var found = await members.ListAsync(tenant, page, context.CancellationToken);

        var response = new ListMembersResponse();
        response.NextPageToken = pages.Fill(response.Members, found, page, member => member.CreateTime, member => member.PersonId);
        return response;
    }

    public override async Task<Member> ChangeMemberRole(ChangeMemberRoleRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var checks = new Checks().Role("role", request.Role);
        var id = checks.Id("person_id", request.PersonId);
        checks.ThrowIfFailed();

        ThrowUnlessDone(await members.ChangeRoleAsync(tenant, id, request.Role, context.CancellationToken), request.PersonId);
        return await members.FindAsync(tenant, id, context.CancellationToken) ?? throw RpcErrors.NotFound("member", request.PersonId);
    }

    public override async Task<Empty> RemoveMember(RemoveMemberRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var id = Checks.RequireId("person_id", request.PersonId);
        ThrowUnlessDone(await members.RemoveAsync(tenant, id, context.CancellationToken), request.PersonId);
        return new();
    }

    private static void ThrowUnlessDone(MemberChange change, string personId)
    {
        if (change == MemberChange.NotFound)
            throw RpcErrors.NotFound("member", personId);
        if (change == MemberChange.LastOwner)
            throw RpcErrors.Make(Code.FailedPrecondition, ErrorReason.LastOwner, "the tenant would have no owner: make somebody else one first");
    }
}
