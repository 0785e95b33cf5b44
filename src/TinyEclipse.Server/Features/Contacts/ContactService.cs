using Google.Api;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Contacts;

public sealed class ContactService(ContactStore contacts, ContactExport export, ContactErasure erasure, PageTokens pages)
    : TinyEclipse.Contacts.V1.ContactService.ContactServiceBase
{
    public override async Task<Contact> GetContact(GetContactRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var id = Checks.RequireId("contact_id", request.ContactId);
        return await contacts.FindAsync(tenant, id, context.CancellationToken) ?? throw RpcErrors.NotFound("contact", request.ContactId);
    }

    public override async Task<ListContactsResponse> ListContacts(ListContactsRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var page = pages.ByTime(request);
        var found = request.Email.Length > 0
            ? await FindByEmailAsync(tenant, request.Email, context.CancellationToken)
            : await contacts.ListAsync(tenant, page, context.CancellationToken);

        var response = new ListContactsResponse();
        response.NextPageToken = pages.Fill(response.Contacts, found, page, contact => contact.LastSeenTime, contact => contact.Id);
        return response;
    }

    public override async Task ExportContact(ExportContactRequest request, IServerStreamWriter<HttpBody> responseStream, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var id = Checks.RequireId("contact_id", request.ContactId);
        var isThere = false;
        await foreach (var piece in export.WriteAsync(tenant, id, context.CancellationToken))
        {
            await responseStream.WriteAsync(new HttpBody { ContentType = "application/json", Data = piece }, context.CancellationToken);
            isThere = true;
        }
        if (!isThere)
            throw RpcErrors.NotFound("contact", request.ContactId);
    }

    public override async Task<Empty> EraseContact(EraseContactRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var id = Checks.RequireId("contact_id", request.ContactId);
        return await erasure.EraseAsync(tenant, id, context.CancellationToken) ? new Empty() : throw RpcErrors.NotFound("contact", request.ContactId);
    }

    private async Task<IReadOnlyList<Contact>> FindByEmailAsync(TenantId tenant, string typed, CancellationToken cancellationToken) =>
        await contacts.FindByEmailAsync(tenant, Checks.RequireEmail("email", typed), cancellationToken) is { } contact ? [contact] : [];
}
