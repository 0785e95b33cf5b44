using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Tests.Tenancy;

/// <summary>Every rpc, over gRPC and JSON, with no credential, with another tenant's, and with the wrong kind.</summary>
public sealed class AccessTests(TestServer server)
{
    public static TheoryData<string> Methods =>
        new(EveryMethod.All.Where(method => !EveryMethod.AccessOf(method).Public).Select(method => method.FullName));

    public static TheoryData<string> MethodsOfATenant =>
        new(EveryMethod.All.Where(method => EveryMethod.NamesATenant(method) && !EveryMethod.AccessOf(method).Public).Select(method => method.FullName));

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Without_a_credential_nobody_gets_in(string name)
    {
        var (method, tenant) = (EveryMethod.Named(name), await server.NewTenantAsync());

        Assert.Equal(StatusCode.Unauthenticated, await EveryMethod.CallGrpcAsync(method, server.Shared.As(""), tenant.Id));
        Assert.Equal(401, await EveryMethod.CallJsonAsync(method, server.Shared.As(""), tenant.Id));
    }

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

    [Theory]
    [MemberData(nameof(MethodsOfATenant))]
    public async Task Another_tenants_credential_is_refused(string name)
    {
        var (method, mine, theirs) = (EveryMethod.Named(name), await server.NewTenantAsync(), await server.NewTenantAsync());
        foreach (var caller in new[] { mine.Owner, mine.Site })
        {
            Assert.Equal(StatusCode.PermissionDenied, await EveryMethod.CallGrpcAsync(method, caller, theirs.Id));
            Assert.Equal(403, await EveryMethod.CallJsonAsync(method, caller, theirs.Id));
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_site_opens_only_what_is_made_for_sites_and_a_person_only_what_is_made_for_people(string name)
    {
        var (method, tenant) = (EveryMethod.Named(name), await server.NewTenantAsync());
        var access = EveryMethod.AccessOf(method);

        if (!access.Site)
            Assert.Equal(StatusCode.PermissionDenied, await EveryMethod.CallGrpcAsync(method, tenant.Site, tenant.Id));
        if (access is { Role: Role.Unspecified, Person: false })
            Assert.Equal(StatusCode.PermissionDenied, await EveryMethod.CallGrpcAsync(method, tenant.Owner, tenant.Id));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_role_below_the_one_asked_for_is_refused(string name)
    {
        var (method, tenant) = (EveryMethod.Named(name), await server.NewTenantAsync());
        var needed = EveryMethod.AccessOf(method).Role;
        for (var role = Role.Viewer; role < needed && role < Role.Operator; role++)
            Assert.Equal(StatusCode.PermissionDenied, await EveryMethod.CallGrpcAsync(method, await server.Shared.NewPersonAsync(tenant.Tenant, role), tenant.Id));
    }
}
