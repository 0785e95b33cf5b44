namespace Grpc.Tests.Fuzzing;

/// <summary>Tests that run when no others do: what those hold for a while would look like a leak.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone
{
    // Buffers that are pooled, code that is compiled, connections that are kept.
    private const long MostBytes = 16 * 1024 * 1024;
    private const int MostHandles = 64;

    /// <summary>Does the work of each seed, some at a time; a failure names its seed. What the process holds may not grow with the work.</summary>
    public static async Task FuzzAsync(int seeds, Func<int, Task> work, Action? forget = null)
    {
        await RunAsync(0, seeds / 4, work);
        forget?.Invoke();
        var (bytes, handles) = Held();

        await RunAsync(seeds / 4, seeds, work);
        forget?.Invoke();
        var (bytesAfter, handlesAfter) = Held();

        Assert.InRange(bytesAfter, 0, bytes + MostBytes);
        Assert.InRange(handlesAfter, 0, handles + MostHandles);
    }

    private static Task RunAsync(int from, int to, Func<int, Task> work) =>
        Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (seed, _) =>
        {
            try
            {
                await work(seed).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"It failed with seed {seed}.", failure);
            }
        });

    private static (long Bytes, int Handles) Held() =>
        (GC.GetTotalMemory(forceFullCollection: true), OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0);
}
