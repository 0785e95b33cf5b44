using Grpc.Core;

namespace TinyEclipse.Server.Tests.Events;

public sealed class WatchAccessTests(TestServer tests)
{
    [Theory]
    [InlineData("update api_tokens set revoked_at = now()", StatusCode.Unauthenticated)]
    [InlineData("delete from memberships", StatusCode.PermissionDenied)]
    public async Task A_watcher_sees_nothing_more_once_the_right_to_is_gone(string sql, StatusCode status)
    {
        var database = await tests.NewDatabaseAsync();
        await using var server = await TestServer.StartAsync(database);
        var tenant = await server.NewTenantAsync();
        using var watcher = await EventWatcher.StartAsync(tenant);
        await tenant.AppendAsync("theirs to see");
        Assert.Equal("theirs to see", (await watcher.NextAsync()).Summary);

        await PostgresServer.ExecuteAsync(database, sql);
        await Task.Delay(TimeSpan.FromSeconds(1.1)); // so long a credential is remembered
        await tenant.AppendAsync("secret");

        var ended = await Assert.ThrowsAsync<RpcException>(() => watcher.NextAsync());
        Assert.Equal(status, ended.StatusCode);
    }
}
