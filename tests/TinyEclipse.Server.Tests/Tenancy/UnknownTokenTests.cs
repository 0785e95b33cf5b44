using Grpc.Core;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Tests.Tenancy;

/// <summary>Every rpc, over gRPC and JSON, with tokens that nobody has. Those that somebody has, <see cref="AccessMatrixTests"/> tries.</summary>
public sealed class UnknownTokenTests(TestServer server)
{
    public static TheoryData<string> Methods =>
        new(EveryMethod.All.Where(method => !EveryMethod.AccessOf(method).Public).Select(method => method.FullName));

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task An_unknown_token_opens_nothing(string name)
    {
        var (method, tenant) = (EveryMethod.Named(name), await server.NewTenantAsync());
        foreach (var token in UnknownTokens(tenant))
        {
            Assert.Equal(StatusCode.Unauthenticated, await EveryMethod.CallGrpcAsync(method, server.Shared.As(token), tenant.Id));
            Assert.Equal(401, await EveryMethod.CallJsonAsync(method, server.Shared.As(token), tenant.Id));
        }
    }

    // Well made but unknown, of each kind; then what is no token at all.
    private static string[] UnknownTokens(TestTenant tenant) =>
    [
        TokenFormat.New(TokenFormat.SitePrefix),
        TokenFormat.New(TokenFormat.ApiPrefix),
        TokenFormat.New(TokenFormat.SessionPrefix),
        tenant.Id,
        tenant.Owner.Token + "x",
    ];
}
