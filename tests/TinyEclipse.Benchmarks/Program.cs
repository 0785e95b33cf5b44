using TinyEclipse.Benchmarks;

// Benchmarks compare within one run: absolute numbers swing from machine to machine, ratios hold.
switch (args)
{
    case ["carts", .. var rest]:
        await CartBenchmark.RunAsync(Number(rest, 6));
        return 0;
    case ["start", .. var rest]:
        await StartBenchmark.RunAsync(Number(rest, 5));
        return 0;
    case ["bare-server", var connectionString]:
        await BareServer.RunAsync(connectionString);
        return 0;
    case ["grpc", .. var rest]:
        await GrpcBenchmark.RunAsync(Number(rest, 2));
        return 0;
    case ["grpc-server"]:
        await GrpcServer.RunAsync();
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: ./test bench carts [SECONDS] | grpc [SECONDS] | start [ROUNDS]");
        return 2;
}

static int Number(string[] rest, int usual) => rest is [var number] ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : usual;
