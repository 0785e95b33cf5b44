using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Contacts;

public sealed class ShopperRightsService(ContactStore contacts, ContactExport export, ContactErasure erasure, PageTokens pages)
    : TinyEclipse.Contacts.V1.ShopperRightsService.ShopperRightsServiceBase
{
    public override async Task<ExportShopperResponse> ExportShopper(ExportShopperRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant("");
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
        var tenant = context.RequireTenant("");
        return new()
        {
            Erased = await FindAsync(tenant, request.Email, context.CancellationToken) is { } id && await erasure.EraseAsync(tenant, id, context.CancellationToken),
        };
    }

    private async Task<Guid?> FindAsync(TenantId tenant, string typed, CancellationToken cancellationToken) =>
        await contacts.FindByEmailAsync(tenant, Checks.RequireEmail("email", typed), cancellationToken) is { } contact ? Guid.Parse(contact.Id) : null;
}
