using Grpc.Core;
using TinyEclipse.Server.Tests.AbandonedCarts;
using TinyEclipse.Shop.V1;
using CartClient = TinyEclipse.Shop.V1.AbandonedCartService.AbandonedCartServiceClient;
using ContactClient = TinyEclipse.Contacts.V1.ContactService.ContactServiceClient;
using TenantClient = TinyEclipse.Tenants.V1.TenantService.TenantServiceClient;

namespace TinyEclipse.Server.Tests.Rpc;

public sealed class PageTokenTests(TestServer server)
{
    [Fact]
    public async Task A_token_of_another_list_is_refused()
    {
        var (tenant, other) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var byName = await new TenantClient((await server.Shared.NewOperatorAsync()).Grpc).ListTenantsAsync(new() { PageSize = 1 });

        await RefusedAsync(() => new ContactClient(tenant.Owner.Grpc).ListContactsAsync(new() { PageToken = byName.NextPageToken }));
        await RefusedAsync(() => new CartClient(other.Owner.Grpc).ListAbandonedCartsAsync(new() { PageToken = byName.NextPageToken }));
    }

    [Fact]
    public async Task A_token_holds_for_the_filters_it_was_given_for_and_for_any_size()
    {
        var tenant = await server.NewTenantAsync();
        foreach (var cart in new[] { "a", "b", "c" })
            await tenant.ReportAsync(CartCalls.Cart(token: cart));
        var client = new CartClient(tenant.Owner.Grpc);
        var first = await client.ListAbandonedCartsAsync(new() { State = CartState.Active, PageSize = 1 });

        var rest = await client.ListAbandonedCartsAsync(new() { State = CartState.Active, PageSize = 9, PageToken = first.NextPageToken });

        Assert.Equal(2, rest.AbandonedCarts.Count);
        await RefusedAsync(() => client.ListAbandonedCartsAsync(new() { State = CartState.Idle, PageToken = first.NextPageToken }));
        await RefusedAsync(() => client.ListAbandonedCartsAsync(new() { PageToken = first.NextPageToken }));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("bm90IG91cnM")]
    [InlineData("bm90IG91cnMsIG5vdCBzaWduZWQgYnkgdXMsIGJ1dCBsb25nIGVub3VnaCB0byBob2xkIGEgc2lnbmF0dXJl")]
    public async Task A_token_of_somebody_elses_making_is_refused(string token)
    {
        var tenant = await server.NewTenantAsync();

        await RefusedAsync(() => new ContactClient(tenant.Owner.Grpc).ListContactsAsync(new() { PageToken = token }));
    }

    private static async Task RefusedAsync<T>(Func<AsyncUnaryCall<T>> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => call().ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal(["page_token"], refused.Fields());
    }
}
