using System.Diagnostics;
using System.Globalization;

namespace TinyEclipse.Benchmarks;

/// <summary>From ./run, once built, to the answer that all is ready: with no data yet, when the database is made first, and with data.</summary>
public static class StartBenchmark
{
    private const string Ready = "Signed in by";

    public static async Task RunAsync(int rounds)
    {
        var (first, second) = (new List<double>(), new List<double>());
        // Removed together at the end: ext4 looks long for inodes while thousands were given back within the last seconds, which no first start has to.
        var folder = Directory.CreateTempSubdirectory("te-bench-");
        folder.UnixFileMode |= UnixFileMode.OtherExecute;
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                var data = Path.Combine(folder.FullName, $"{round}");
                first.Add(await SecondsToStartAsync(data));
                second.Add(await SecondsToStartAsync(data));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        Console.WriteLine($"./run to ready, medians of {rounds} (best to worst)");
        Console.WriteLine("| start | seconds |");
        Console.WriteLine("|---|---|");
        Console.WriteLine(Row("first, makes the database", first));
        Console.WriteLine(Row("second", second));
    }

    private static async Task<double> SecondsToStartAsync(string data)
    {
        var since = Stopwatch.GetTimestamp();
        using var server = Process.Start(new ProcessStartInfo(Path.Combine(Root(), "run"), ["--data", data, "--http-port", "0", "--grpc-port", "0"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith(Ready, StringComparison.Ordinal))
                continue;

            var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
            using var stop = Process.Start("kill", ["-TERM", server.Id.ToString(CultureInfo.InvariantCulture)]);
            await server.StandardOutput.ReadToEndAsync();
            await server.WaitForExitAsync();
            return seconds;
        }
        throw new InvalidOperationException("./run ended before it was ready.");
    }

    private static string Row(string name, List<double> seconds)
    {
        seconds.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {seconds[seconds.Count / 2]:0.0} ({seconds[0]:0.0} to {seconds[^1]:0.0}) |");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TinyEclipse.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The benchmark runs within the repository.");
        return folder.FullName;
    }
}
