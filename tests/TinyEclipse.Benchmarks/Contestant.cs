using System.Globalization;

namespace TinyEclipse.Benchmarks;

public sealed record Run(LoadResult Load, double ProcessorMicrosecondsPerRequest);

/// <summary>One of the servers that are compared, with its runs.</summary>
public sealed record Contestant(string Name, ServerProcess Server, Func<int, long, byte[]> Request)
{
    private readonly List<Run> _runs = [];
    private long _sent;

    public async Task MeasureAsync(int connections, TimeSpan duration)
    {
        var before = Server.ProcessorTime;
        var first = _sent;
        var load = await LoadGenerator.RunAsync(Server.Address, connections, duration, (connection, number) => Request(connection, first + number));
        _sent += load.Requests;
        _runs.Add(new Run(load, (Server.ProcessorTime - before).TotalMicroseconds / load.Requests));
    }

    public double Median(Func<Run, double> figure) => _runs.Select(figure).Order().ElementAt(_runs.Count / 2);

    public string Row() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Name} | {Median(run => run.Load.PerSecond):N0} | {Median(run => run.Load.P50Milliseconds):0.0} | {Median(run => run.Load.P99Milliseconds):0.0} | {Median(run => run.ProcessorMicrosecondsPerRequest):0} µs | {Server.ResidentMebibytes} MiB |");
}
