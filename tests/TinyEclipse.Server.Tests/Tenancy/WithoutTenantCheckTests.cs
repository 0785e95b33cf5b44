using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Tests.Tenancy;

/// <summary>Row-level security alone: on a server whose services let everybody into every tenant, what another tenant holds still neither comes out nor changes.</summary>
public sealed class WithoutTenantCheckTests(CarelessServer server) : IClassFixture<CarelessServer>
{
    public static TheoryData<string> MethodsOfATenant => new(
        EveryMethod.All.Where(method => EveryMethod.NamesATenant(method) && EveryMethod.AccessOf(method) is { Public: false, Role: not Role.Operator }).Select(method => method.FullName));

    [Fact]
    public async Task The_check_is_off_and_another_tenants_list_is_empty()
    {
        var carts = new AbandonedCartService.AbandonedCartServiceClient(server.Mine.Owner.Grpc);

        Assert.Empty((await carts.ListAbandonedCartsAsync(new() { TenantId = server.Theirs.Id })).AbandonedCarts);
        Assert.Single((await carts.ListAbandonedCartsAsync(new() { TenantId = server.Mine.Id })).AbandonedCarts);
    }

    [Theory]
    [MemberData(nameof(MethodsOfATenant))]
    public async Task Nothing_of_another_tenant_comes_out_of_any_method_nor_changes_by_it(string name)
    {
        var method = EveryMethod.Named(name);
        var caller = EveryMethod.AccessOf(method).Site ? server.Mine.Site : server.Mine.Owner;
        var before = await server.WitnessAsync();

        // A stream that is let in ends by its deadline: one try is enough.
        foreach (var id in server.TheirIds.Take(method.IsServerStreaming ? 1 : int.MaxValue))
        {
            var answer = await AnswerAsync(method, caller, RequestWith(method.InputType, id));
            Assert.All(server.TheirWords, word => Assert.DoesNotContain(word, answer, StringComparison.OrdinalIgnoreCase));
        }
        Assert.Equal(before, await server.WitnessAsync());
    }

    /// <summary>Names the other tenant, and wherever an id belongs, this one.</summary>
    private byte[] RequestWith(MessageDescriptor type, string id)
    {
        var request = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder().Where(field => field is { FieldType: FieldType.String, IsRepeated: false } && field.Name.EndsWith("_id", StringComparison.Ordinal)))
            field.Accessor.SetValue(request, field.Name == "tenant_id" ? server.Theirs.Id : id);
        return request.ToByteArray();
    }

    private static async Task<string> AnswerAsync(MethodDescriptor method, TestCaller caller, byte[] request)
    {
        try
        {
            return Encoding.Latin1.GetString(await EveryMethod.AnswerAsync(method, caller, request));
        }
        catch (RpcException failure)
        {
            return failure.ToString();
        }
    }
}
