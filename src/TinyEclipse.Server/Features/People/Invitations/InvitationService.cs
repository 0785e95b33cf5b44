using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.People.Members;
using TinyEclipse.Server.Features.People.Passwords;
using TinyEclipse.Server.Features.People.SignIn;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.Invitations;

public sealed class InvitationService(
    InvitationStore invitations, InvitationAcceptance acceptance, MemberStore members, PasswordHashes passwords, DeviceHints devices, PageTokens pages)
    : TinyEclipse.People.V1.InvitationService.InvitationServiceBase
{
    private const int LongestName = 200;
    private const int LongestToken = 200;

    public override async Task<Invitation> InviteMember(InviteMemberRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var email = EmailAddress.Normalize(request.Email);
        new Checks().Field("email", email is not null, "must be an e-mail address").Role("role", request.Role).ThrowIfFailed();
        if (await members.HasMemberAsync(tenant, email!, context.CancellationToken))
            throw RpcErrors.Make(Code.AlreadyExists, ErrorReason.ResourceExists, "the tenant has a member with this address");

        return await invitations.SaveAsync(tenant, email!, request.Role, context.CancellationToken);
    }

    public override async Task<ListInvitationsResponse> ListInvitations(ListInvitationsRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var page = pages.ByTime(request);
        var found = await invitations.ListAsync(tenant, page, context.CancellationToken);

        var response = new ListInvitationsResponse();
        response.NextPageToken = pages.Fill(response.Invitations, found, page, invitation => invitation.CreateTime, invitation => invitation.Id);
        return response;
    }

    public override async Task<Empty> RevokeInvitation(RevokeInvitationRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var id = Checks.RequireId("invitation_id", request.InvitationId);
        if (!await invitations.RevokeAsync(tenant, id, context.CancellationToken))
            throw RpcErrors.NotFound("invitation", request.InvitationId);
        return new();
    }

    public override async Task<LookUpInvitationResponse> LookUpInvitation(LookUpInvitationRequest request, ServerCallContext context)
    {
        var invitation = await RequireAsync(request.Token, context.CancellationToken);
        return new()
        {
            TenantName = invitation.TenantName,
            Email = invitation.Email,
            Role = (Role)invitation.Role,
            HasAccount = invitation.PersonId is not null,
        };
    }

    public override async Task<AcceptInvitationResponse> AcceptInvitation(AcceptInvitationRequest request, ServerCallContext context)
    {
        var invitation = await RequireAsync(request.Token, context.CancellationToken);
        var personId = invitation.PersonId is { } known
            ? await JoinKnownAsync(invitation, known, context)
            : await JoinNewAsync(invitation, request, context.CancellationToken);
        return new() { TenantId = invitation.TenantId.ToString(), Role = (Role)invitation.Role, DeviceHint = devices.Make(personId) };
    }

    private async Task<Guid> JoinKnownAsync(OpenInvitation invitation, Guid personId, ServerCallContext context)
    {
        if (context.FindSignedIn()?.PersonId != personId)
            throw RpcErrors.Make(Code.FailedPrecondition, ErrorReason.SignInFirst, "the address has an account: sign in to it first");

        return await acceptance.JoinAsync(invitation, personId, context.CancellationToken) ? personId : throw LinkInvalid();
    }

    private async Task<Guid> JoinNewAsync(OpenInvitation invitation, AcceptInvitationRequest request, CancellationToken cancellationToken)
    {
        var name = request.DisplayName.Trim();
        new Checks()
            .Text("display_name", name, 1, LongestName)
            .Password("password", request.Password, invitation.Email, name)
            .ThrowIfFailed();

        var hash = await passwords.HashAsync(request.Password, cancellationToken);
        return await acceptance.JoinNewAsync(invitation, name, hash, cancellationToken) ?? throw LinkInvalid();
    }

    private async Task<OpenInvitation> RequireAsync(string token, CancellationToken cancellationToken)
    {
        new Checks().Text("token", token, 1, LongestToken).ThrowIfFailed();
        return await invitations.FindAcrossTenantsAsync(token, cancellationToken) ?? throw LinkInvalid();
    }

    private static RpcException LinkInvalid() =>
        RpcErrors.Make(Code.FailedPrecondition, ErrorReason.LinkInvalid, "the link is unknown, used, taken back or too old");
}
