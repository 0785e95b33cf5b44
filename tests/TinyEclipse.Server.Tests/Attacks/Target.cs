using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tests.AbandonedCarts;
using TinyEclipse.Server.Tests.People;

namespace TinyEclipse.Server.Tests.Attacks;

/// <summary>A server that is attacked, and on it a tenant who must not notice.</summary>
public sealed class Target(TestServer tests) : IAsyncLifetime
{
    private TestPerson? _attacker;
    private TestCaller? _operator;

    public RunningServer Server { get; private set; } = null!;

    /// <summary>Whose credentials the attacker holds.</summary>
    public TestTenant Mine { get; private set; } = null!;

    public TestTenant Theirs { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), settings: new(StringComparer.Ordinal)
        {
            ["Push:AllowPrivateEndpoints"] = "false",
            ["Sites:AllowPrivateAddresses"] = "false",
            ["Sites:TimeoutSeconds"] = "1",
        });
        (Mine, Theirs) = (await Server.NewTenantAsync(), await Server.NewTenantAsync());
        await Theirs.ReportAsync(new(CartCalls.Cart(email: "ander@example.org")) { Name = HostileTexts.OthersSecret });
        _attacker = await TestPerson.NewAsync(Server, Mine.Tenant, Role.Owner);
        _operator = await Server.NewOperatorAsync();
    }

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    /// <summary>Somebody whom the method lets in.</summary>
    public async Task<TestCaller> CallerOfAsync(Access access) =>
        access.Public ? Server.As("")
        : access.Site ? Mine.Site
        : access.Session ? await _attacker!.SignedInAsync()
        : access.Role == Role.Operator ? _operator!
        : Mine.Owner;

    /// <summary>All that the other tenant holds, and the tables that there are.</summary>
    public async Task<string> WitnessAsync()
    {
        const string Tables = "select string_agg(relname, ' ' order by relname) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace";
        const string Rows = """
            select (select jsonb_agg(to_jsonb(carts) order by id) from abandoned_carts as carts)::text
                   || (select jsonb_agg(to_jsonb(contacts) order by id) from contacts)::text
                   || (select jsonb_agg(to_jsonb(journey_entries) order by id) from journey_entries)::text
                   || (select jsonb_agg(to_jsonb(sites) - 'last_heartbeat_at' order by id) from sites)::text
                   || (select to_jsonb(tenants) from tenants)::text
            """;
        await using var transaction = await Server.Services.GetRequiredService<TenantDatabase>().BeginAsync(Theirs.Tenant, CancellationToken.None);
        return await transaction.QuerySingleAsync<string>(Tables, null, CancellationToken.None)
            + await transaction.QuerySingleAsync<string>(Rows, null, CancellationToken.None);
    }
}
