using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Server.Tests.AbandonedCarts;

namespace TinyEclipse.Server.Tests.Tenancy;

/// <summary>A server on which the check of the tenant is off: its services take every person for an operator, and every site for one of the other tenant.</summary>
public sealed class CarelessServer(TestServer tests) : IAsyncLifetime
{
    private RunningServer _server = null!;

    public TestTenant Mine { get; private set; } = null!;

    public TestTenant Theirs { get; private set; } = null!;

    /// <summary>Of what the other tenant holds.</summary>
    public string[] TheirIds { get; private set; } = [];

    /// <summary>That would give the other tenant away.</summary>
    public string[] TheirWords { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), configure: builder =>
        {
            builder.Services.AddSingleton(this);
            builder.Services.Configure<GrpcServiceOptions>(grpc => grpc.Interceptors.Add<NoCheck>());
        });
        (Mine, Theirs) = (await _server.NewTenantAsync(), await _server.NewTenantAsync());
        await using (var transaction = await Database.BeginAsync(Theirs.Tenant, CancellationToken.None))
            TheirWords = [await transaction.QuerySingleAsync<string>("select domain from tenants", null, CancellationToken.None), "ander@example.org", "Geheim"];
        await Mine.ReportAsync(CartCalls.Cart(email: "ada@example.org"));

        var cart = await Theirs.ReportAsync(new(CartCalls.Cart("theirs", email: TheirWords[1])) { Name = TheirWords[2] });
        TheirIds = [Theirs.Id, Theirs.SiteId.ToString(), cart.Id, cart.ContactId];
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>All that the other tenant holds.</summary>
    public async Task<string> WitnessAsync()
    {
        const string Rows = """
            select (select jsonb_agg(to_jsonb(carts) order by id) from abandoned_carts as carts)::text
                   || (select jsonb_agg(to_jsonb(contacts) order by id) from contacts)::text
                   || (select jsonb_agg(to_jsonb(journey_entries) order by id) from journey_entries)::text
                   || (select jsonb_agg(to_jsonb(sites) order by id) from sites)::text
                   || (select count(*) from outbox_messages)
                   || (select to_jsonb(tenants) from tenants)::text
            """;
        await using var transaction = await Database.BeginAsync(Theirs.Tenant, CancellationToken.None);
        return await transaction.QuerySingleAsync<string>(Rows, null, CancellationToken.None);
    }

    private TenantDatabase Database => _server.Services.GetRequiredService<TenantDatabase>();

    /// <summary>Stands behind all other interceptors. Until the other tenant has its data nobody is somebody else.</summary>
    private sealed class NoCheck(CarelessServer server) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            Mistake(context);
            return continuation(request, context);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            Mistake(context);
            return continuation(request, responseStream, context);
        }

        private void Mistake(ServerCallContext context)
        {
            if (server.TheirIds.Length == 0 || !context.UserState.TryGetValue(TenantCallContext.CallerKey, out var known) || known is not Caller caller)
                return;

            var taken = caller.Credential switch
            {
                PersonCredential person => (Credential)(person with { IsOperator = true }),
                SiteCredential site => site with { TenantId = server.Theirs.Tenant.Value, SiteId = server.Theirs.SiteId },
                var other => other,
            };
            context.UserState[TenantCallContext.CallerKey] = caller with { Credential = taken };
        }
    }
}
