using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Contacts.V1;
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
        var held = await FindAsync(tenant, request.Email, context.CancellationToken) is { } id
            ? await export.ReadAsync(tenant, id, context.CancellationToken)
            : [];

        var places = held.Select((one, place) => (Item: one, Place: place.ToString("D9", CultureInfo.InvariantCulture)));
        var found = places.Where(one => string.CompareOrdinal(one.Place, page.AfterText) > 0).Take(page.Limit).ToList();
        var items = new List<(ContactItem Item, string Place)>();
        var response = new ExportShopperResponse { NextPageToken = pages.Fill(items, found, page, one => one.Place, _ => Guid.Empty.ToString()) };
        response.Items.AddRange(items.Select(one => new ShopperItem { Kind = one.Item.Kind, Fields = Struct.Parser.ParseJson(one.Item.Json) }));
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
