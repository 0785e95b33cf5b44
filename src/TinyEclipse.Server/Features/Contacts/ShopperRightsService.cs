using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Contracts;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Contacts;

public sealed class ShopperRightsService(ContactStore contacts, ContactExport export, ContactErasure erasure, PageTokens pages)
    : TinyEclipse.Contacts.V1.ShopperRightsService.ShopperRightsServiceBase
{
    public override async Task<ExportShopperResponse> ExportShopper(ExportShopperRequest request, ServerCallContext context)
    {
        var tenant = RequireRealShop(context);
        var page = pages.ByText(request);
        var found = await FindAsync(tenant, request.Email, context.CancellationToken) is { } id
            ? await export.ReadAsync(tenant, id, page.AfterText, page.Limit, context.CancellationToken)
            : [];

        var items = new List<ContactItem>();
        var response = new ExportShopperResponse { NextPageToken = pages.Fill(items, found, page, item => item.Place, _ => Guid.Empty.ToString()) };
        response.Items.AddRange(items.Select(item => new ShopperItem { Kind = item.Kind, Fields = FieldsOf(item.Message) }));
        return response;
    }

    public override async Task<EraseShopperResponse> EraseShopper(EraseShopperRequest request, ServerCallContext context)
    {
        var tenant = RequireRealShop(context);
        return new()
        {
            Erased = await FindAsync(tenant, request.Email, context.CancellationToken) is { } id && await erasure.EraseAsync(tenant, id, context.CancellationToken),
        };
    }

    private static Struct FieldsOf(IMessage message) => Struct.Parser.ParseJson(MessageJson.Format(MessageJson.ToNode(message), indented: false));

    private static TenantId RequireRealShop(ServerCallContext context)
    {
        var site = context.RequireSite("");
        return site.Environment != SiteEnvironment.Staging
            ? site.Tenant
            : throw RpcErrors.Make(Code.FailedPrecondition, ErrorReason.StagingSite, "a staging site may not ask about the real shop's people, or have them forgotten");
    }

    private async Task<Guid?> FindAsync(TenantId tenant, string typed, CancellationToken cancellationToken) =>
        await contacts.FindByEmailAsync(tenant, Checks.RequireEmail("email", typed), cancellationToken) is { } contact ? Guid.Parse(contact.Id) : null;
}
