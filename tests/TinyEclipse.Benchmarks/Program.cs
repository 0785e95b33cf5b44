using TinyEclipse.Benchmarks;

// Benchmarks compare within one run: absolute numbers swing from machine to machine, ratios hold.
switch (args)
{
    case ["carts", .. var rest]:
        await CartBenchmark.RunAsync(seconds: rest is [var seconds] ? int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture) : 6);
        return 0;
    case ["start", .. var rest]:
        await StartBenchmark.RunAsync(rounds: rest is [var rounds] ? int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture) : 5);
        return 0;
    case ["bare-server", var connectionString]:
        await BareServer.RunAsync(connectionString);
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: ./test bench carts [SECONDS] | start [ROUNDS]");
        return 2;
}
