using Grpc.Core;
using Npgsql;
using TinyEclipse.Shop.V1;
using Client = TinyEclipse.Shop.V1.AbandonedCartService.AbandonedCartServiceClient;

namespace TinyEclipse.Server.Tests.Database;

/// <summary>A caller who gives up ends what the database does for him. The query waits for a lock, and would do so for ever.</summary>
public sealed class QueryCancellationTests(TestServer server) : IAsyncLifetime
{
    private string _database = "";
    private RunningServer? _running;
    private TestTenant? _tenant;
    private NpgsqlConnection? _lock;

    public async ValueTask InitializeAsync()
    {
        _database = await server.NewDatabaseAsync();
        _running = await TestServer.StartAsync(_database);
        _tenant = await _running.NewTenantAsync();
        await ListAsync(new CallOptions()); // so that what follows is the query's time alone
        _lock = new NpgsqlConnection(_database);
        await _lock.OpenAsync();
        await using var command = new NpgsqlCommand("begin; lock table abandoned_carts in access exclusive mode", _lock);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_lock is not null)
            await _lock.DisposeAsync();
        if (_running is not null)
            await _running.DisposeAsync();
    }

    [Fact]
    public async Task A_query_ends_when_the_caller_of_its_call_gives_up()
    {
        using var giveUp = new CancellationTokenSource();
        var call = ListAsync(new CallOptions(cancellationToken: giveUp.Token));
        await Eventually.HoldsAsync(async () => await QueriesAsync() == 1);

        await giveUp.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
        await Eventually.HoldsAsync(async () => await QueriesAsync() == 0, () => "the query still waits for the lock");
    }

    [Fact]
    public async Task A_query_ends_at_the_deadline_of_its_call()
    {
        // On a busy machine a deadline may pass before the query begins; then a longer one will do.
        var hasBegun = false;
        for (var deadline = TimeSpan.FromSeconds(1); !hasBegun; deadline *= 2)
        {
            var call = ListAsync(new CallOptions(deadline: DateTime.UtcNow + deadline));
            while (!hasBegun && !call.IsCompleted)
                hasBegun = await QueriesAsync() == 1;
            Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
        }

        await Eventually.HoldsAsync(async () => await QueriesAsync() == 0, () => "the query still waits for the lock");
    }

    private Task<ListAbandonedCartsResponse> ListAsync(CallOptions options) =>
        new Client(_tenant!.Owner.Grpc).ListAbandonedCartsAsync(new ListAbandonedCartsRequest(), options).ResponseAsync;

    // On a connection of its own: a transaction sees pg_stat_activity as it was when it first looked. The clause is the list's alone,
    // for the workers may wait for the same lock.
    private async Task<long> QueriesAsync()
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            select count(*)
              from pg_stat_activity
             where datname = current_database()
               and wait_event_type = 'Lock'
               and query like '%order by activity_at desc%'
               and pid <> pg_backend_pid()
            """,
            connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
