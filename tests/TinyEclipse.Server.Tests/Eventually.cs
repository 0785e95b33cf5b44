namespace TinyEclipse.Server.Tests;

/// <summary>Waits for what the server does in its own time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task HoldsAsync(Func<Task<bool>> condition, Func<string>? elseSay = null)
    {
        for (var since = TimeProvider.System.GetTimestamp(); !await condition(); await Task.Delay(20, TestContext.Current.CancellationToken))
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Patience, elseSay?.Invoke() ?? "it did not come to hold");
    }
}
