using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using TinyEclipse.Benchmarks.V1;

namespace TinyEclipse.Benchmarks;

/// <summary>Processor time and memory of a call through our gRPC stack, against what ASP.NET Core does without it. The load comes from wrk and h2load.</summary>
public static class GrpcBenchmark
{
    private const int Rounds = 5;
    private const int MessagesPerStream = 10_000;

    private sealed record Subject(string Name, string Tool, string[] Arguments)
    {
        public List<(double Microseconds, double Bytes)> Runs { get; } = [];

        public double Microseconds => Runs.Select(run => run.Microseconds).Order().ElementAt(Runs.Count / 2);

        public double Bytes => Runs.Select(run => run.Bytes).Order().ElementAt(Runs.Count / 2);
    }

    public static async Task RunAsync(int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("te-bench-");
        try
        {
            string[] addresses = [];
            using var server = await ServerProcess.StartAsync(
                typeof(GrpcBenchmark).Assembly.Location,
                ["grpc-server"],
                new Dictionary<string, string>(StringComparer.Ordinal),
                line => new Uri((addresses = line.Split(' '))[0]));
            var subjects = await SubjectsAsync(folder.FullName, addresses[0], addresses[1]);
            foreach (var subject in subjects) // until the compiler has done its best
                await LoadAsync(subject, 2 * seconds);
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var subject in subjects)
                    await MeasureAsync(server, subject, seconds);
            }
            Report(subjects);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Subject[]> SubjectsAsync(string folder, string http1, string http2)
    {
        var cart = Cart();
        var script = await FileAsync("post.lua", $"wrk.method = \"POST\"\nwrk.headers[\"Content-Type\"] = \"application/json\"\nwrk.body = [[{JsonFormatter.Default.Format(cart)}]]\n");
        var frame = await FrameAsync("cart", cart);
        var watch = await FrameAsync("watch", new WatchRequest { Count = MessagesPerStream });
        return
        [
            new("minimal API", "wrk", ["-t1", "-c32", $"-s{script}", $"{http1}/minimal"]),
            new("transcoded JSON", "wrk", ["-t1", "-c32", $"-s{script}", $"{http1}/transcoded"]),
            new("plain HTTP/2 POST", "h2load", [.. Grpc("-c8", "-m4"), "-d", frame, $"{http2}{GrpcServer.PlainPath}"]),
            new("unary gRPC", "h2load", [.. Grpc("-c8", "-m4"), "-d", frame, $"{http2}/tinyeclipse.bench.v1.BenchService/Save"]),
            new("server stream, per message", "h2load", [.. Grpc("-c4", "-m2"), "-d", watch, $"{http2}/tinyeclipse.bench.v1.BenchService/Watch"]),
        ];

        static string[] Grpc(params string[] load) => [.. load, "-H", "content-type: application/grpc", "-H", "te: trailers"];

        async Task<string> FileAsync(string name, string text)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
            return Path.Combine(folder, name);
        }

        async Task<string> FrameAsync(string name, IMessage message)
        {
            var bytes = new byte[5 + message.CalculateSize()];
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), bytes.Length - 5);
            message.WriteTo(bytes.AsSpan(5));
            await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes);
            return Path.Combine(folder, name);
        }
    }

    private static Cart Cart() => new()
    {
        CartToken = "0198c0de-1111-7000-8000-000000000001",
        Email = "shopper@example.be",
        CurrencyCode = "EUR",
        TotalMinor = 6150,
        Items =
        {
            new Item { ProductId = "11", Name = "Pralines 250 g", Quantity = 2, PriceMinor = 2250 },
            new Item { ProductId = "12", Name = "Truffels", Quantity = 1, PriceMinor = 950 },
            new Item { ProductId = "13", Name = "Tablet puur 70%", Quantity = 2, PriceMinor = 350 },
        },
    };

    private static async Task MeasureAsync(ServerProcess server, Subject subject, int seconds)
    {
        var before = await FiguresAsync(server);
        var processorTime = server.ProcessorTime;
        await LoadAsync(subject, seconds);
        processorTime = server.ProcessorTime - processorTime;
        var after = await FiguresAsync(server);
        var served = after.Served - before.Served;
        if (served == 0)
            throw new InvalidOperationException($"{subject.Name}: the server served nothing.");
        subject.Runs.Add((processorTime.TotalMicroseconds / served, (double)(after.Allocated - before.Allocated) / served));
    }

    private static async Task LoadAsync(Subject subject, int seconds)
    {
        string[] duration = subject.Tool == "wrk" ? [$"-d{seconds}s"] : ["-D", seconds.ToString(CultureInfo.InvariantCulture)];
        using var process = Process.Start(new ProcessStartInfo(subject.Tool, [.. duration, .. subject.Arguments]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || output.Contains("Non-2xx", StringComparison.Ordinal) || (subject.Tool == "h2load" && !output.Contains("0 4xx, 0 5xx", StringComparison.Ordinal)))
            throw new InvalidOperationException($"{subject.Name}: {output}");
    }

    private static async Task<(long Served, long Allocated)> FiguresAsync(ServerProcess server)
    {
        using var client = new HttpClient();
        var figures = (await client.GetStringAsync(new Uri(server.Address, "/figures"))).Split(' ');
        return (long.Parse(figures[0], CultureInfo.InvariantCulture), long.Parse(figures[1], CultureInfo.InvariantCulture));
    }

    private static void Report(Subject[] subjects)
    {
        Console.WriteLine($"A cart of 3 items in, three fields out; medians of {Rounds} alternating runs");
        Console.WriteLine("| | server CPU | allocated |");
        Console.WriteLine("|---|---|---|");
        foreach (var subject in subjects)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {subject.Name} | {subject.Microseconds:0.00} µs | {subject.Bytes / 1000:0.00} kB |"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Transcoding takes {Ratio(1, 0):0.00} of a minimal API's CPU, unary gRPC {Ratio(3, 2):0.00} of a plain POST's."));

        // Of the runs of one round, which the machine treated alike.
        double Ratio(int ours, int theirs) =>
            subjects[ours].Runs.Zip(subjects[theirs].Runs, (our, their) => our.Microseconds / their.Microseconds).Order().ElementAt(Rounds / 2);
    }
}
