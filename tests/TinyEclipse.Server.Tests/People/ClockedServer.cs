namespace TinyEclipse.Server.Tests.People;

/// <summary>A server whose clock the tests of a class move, with a database of its own.</summary>
public sealed class ClockedServer(TestServer server) : IAsyncLifetime
{
    private string _database = "";

    public TestClock Clock { get; } = new(DateTimeOffset.UtcNow);

    public RunningServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.NewDatabaseAsync();
        Server = await StartAnotherAsync();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Another server of the same database and the same time.</summary>
    public Task<RunningServer> StartAnotherAsync() => TestServer.StartAsync(_database, Clock);
}
