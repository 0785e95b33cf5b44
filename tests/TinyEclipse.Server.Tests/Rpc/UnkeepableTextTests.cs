using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Server.Tests.Attacks;
using TinyEclipse.Server.Tests.People;
using TinyEclipse.Server.Tests.Tenancy;

namespace TinyEclipse.Server.Tests.Rpc;

/// <summary>PostgreSQL cannot keep the character 0, so no text of any request may hold it.</summary>
public sealed class UnkeepableTextTests(TestServer server)
{
    public static TheoryData<string> Methods => [.. EveryMethod.All.Select(method => method.FullName)];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Every_text_of_every_request_is_refused_by_its_name(string method)
    {
        var (tenant, called) = (await server.NewTenantAsync(), EveryMethod.Named(method));
        var access = EveryMethod.AccessOf(called);
        var caller = access.Site ? tenant.Site
            : access.Session ? await (await TestPerson.NewAsync(server.Shared)).SignedInAsync()
            : await server.Shared.NewOperatorAsync();

        foreach (var (path, request) in RequestTexts.Each(called.InputType, "a\0b"))
        {
            var refused = await EveryMethod.TryGrpcAsync(called, caller, request.ToByteArray());

            Assert.Equal(StatusCode.InvalidArgument, refused?.StatusCode);
            Assert.Equal([path], refused!.Fields());
        }
    }

    [Fact]
    public async Task Free_details_are_refused_wherever_it_stands_in_them()
    {
        var tenant = await server.NewTenantAsync();
        var request = new AppendJourneyEntryRequest
        {
            Data = new()
            {
                Fields =
                {
                    ["colour"] = Value.ForString("re\0d"),
                    ["sizes"] = Value.ForList(Value.ForString("XL"), Value.ForString("\0")),
                    ["k\0y"] = Value.ForBool(true),
                },
            },
        };

        var refused = await Assert.ThrowsAsync<RpcException>(
            () => new JourneyService.JourneyServiceClient(tenant.Site.Grpc).AppendJourneyEntryAsync(request).ResponseAsync);

        Assert.Equal(
            ["data.fields", "data.fields[colour].string_value", "data.fields[sizes].list_value.values[1].string_value"],
            refused.Fields().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Over_json_it_is_400()
    {
        var tenant = await server.NewTenantAsync();
        using var body = new StringContent("""{"cart_token":"a\u0000b"}""", System.Text.Encoding.UTF8, "application/json");

        using var answer = await tenant.Site.Http.PostAsync($"/api/shop/{tenant.Id}/abandoned-carts", body, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("cart_token must not contain the character 0", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
