namespace TinyEclipse.Server.Database;

/// <summary>Upkeep that one server does for all of them, when it starts and every hour, or once a night.</summary>
public sealed record Chore(string Name, Func<CancellationToken, Task> RunAsync, bool IsNightly = false)
{
    /// <summary>Repeats a deletion that takes a bite at a time, so that no transaction grows long, until nothing is left to delete.</summary>
    public static async Task RepeatAsync(Func<Task<int>> deleteSomeAsync)
    {
        while (await deleteSomeAsync() > 0)
        {
            // the next bite
        }
    }
}

public static class ChoreRegistration
{
    public static void AddChore<T>(this IServiceCollection services, string name, Func<T, CancellationToken, Task> runAsync)
        where T : notnull =>
        services.AddSingleton(provider => new Chore(name, cancellationToken => runAsync(provider.GetRequiredService<T>(), cancellationToken)));

    public static void AddNightlyChore<T>(this IServiceCollection services, string name, Func<T, CancellationToken, Task> runAsync)
        where T : notnull =>
        services.AddSingleton(provider => new Chore(name, cancellationToken => runAsync(provider.GetRequiredService<T>(), cancellationToken), IsNightly: true));
}
