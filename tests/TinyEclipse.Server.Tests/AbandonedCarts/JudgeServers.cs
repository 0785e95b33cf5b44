using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Features.AbandonedCarts;

namespace TinyEclipse.Server.Tests.AbandonedCarts;

/// <summary>Two servers of one database, whose clock the tests move and whose judges come by when the tests say so.</summary>
public sealed class JudgeServers(TestServer tests) : IAsyncLifetime
{
    private RunningServer? _first;
    private RunningServer? _second;

    public TestClock Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public RunningServer First => _first!;

    public RunningServer Second => _second!;

    public async ValueTask InitializeAsync()
    {
        var database = await tests.NewDatabaseAsync();
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Carts:PollSeconds"] = "3600" };
        _first = await TestServer.StartAsync(database, Clock, settings);
        _second = await TestServer.StartAsync(database, Clock, settings);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _first, _second })
        {
            if (server is not null)
                await server.DisposeAsync();
        }
    }

    /// <summary>Lets time pass, and both judges come by.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        await Task.WhenAll(JudgeAsync(First), JudgeAsync(Second));
    }

    private static Task JudgeAsync(RunningServer server) =>
        Task.Run(() => server.Services.GetRequiredService<CartJudge>().JudgeDueAsync(CancellationToken.None));
}
