using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Tests.Database;

public sealed class NightlyChoreTests(TestServer tests)
{
    [Fact]
    public async Task A_nightly_chore_is_done_once_a_night_by_one_of_two_servers()
    {
        var clock = new TestClock(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var database = await tests.NewDatabaseAsync();
        var runs = new List<DateTimeOffset>();
        await using var first = await StartAsync(database, clock, () => runs.Add(clock.GetUtcNow()), WithoutRoundsOfItsOwn);
        await using var second = await StartAsync(database, clock, () => runs.Add(clock.GetUtcNow()), WithoutRoundsOfItsOwn);
        ChoreWorker[] workers = [ActivatorUtilities.CreateInstance<ChoreWorker>(first.Services), ActivatorUtilities.CreateInstance<ChoreWorker>(second.Services)];

        for (var hour = 0; hour <= 48; hour++)
        {
            foreach (var worker in workers)
                await worker.RunDueAsync(CancellationToken.None);
            clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal([1, 2, 3], runs.Select(run => run.Day));
        Assert.All(runs.Skip(1), run => Assert.True(run.Hour >= 2));
    }

    [Fact]
    public async Task One_that_fails_is_done_again_by_the_next_round()
    {
        var clock = new TestClock(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var tries = 0;
        await using var server = await StartAsync(await tests.NewDatabaseAsync(), clock, () =>
        {
            if (++tries < 3)
                throw new InvalidOperationException("the disk is full");
        });
        await Eventually.HoldsAsync(() => Task.FromResult(tries == 1));
        var worker = server.Services.GetServices<IHostedService>().OfType<ChoreWorker>().Single();

        await Eventually.HoldsAsync(async () =>
        {
            await worker.RunDueAsync(CancellationToken.None);
            return tries == 3;
        });

        await worker.RunDueAsync(CancellationToken.None);
        Assert.Equal(3, tries); // done for tonight
    }

    private static Task<RunningServer> StartAsync(string database, TimeProvider clock, Action run, Action<IServiceCollection>? configure = null) =>
        TestServer.StartAsync(database, clock, configure: builder =>
        {
            builder.Services.AddSingleton(new Chore("test", cancellationToken => Task.Run(run, cancellationToken), IsNightly: true));
            configure?.Invoke(builder.Services);
        });

    /// <summary>The clock of a test runs faster than a round: one that a server began by itself would end in another night.</summary>
    private static void WithoutRoundsOfItsOwn(IServiceCollection services) =>
        services.Remove(services.Single(service => service.ImplementationType == typeof(ChoreWorker)));
}
