using System.Globalization;
using System.Text;
using Npgsql;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Benchmarks;

/// <summary>The cart route, with its token, tenant check, row-level security, rules and contact, against a bare minimal API with the same upsert.</summary>
public static class CartBenchmark
{
    private const int Connections = 64;
    private const int Rounds = 3;

    public static async Task RunAsync(int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("te-bench-");
        folder.UnixFileMode |= UnixFileMode.OtherExecute;
        try
        {
            await RunAsync(folder, seconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(DirectoryInfo folder, int seconds)
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(Path.Combine(folder.FullName, "database"), "", CancellationToken.None);
        var owner = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = "postgres" }.ConnectionString;
        await CreateTableAsync(owner);

        using var bare = await ServerProcess.StartAsync(
            typeof(CartBenchmark).Assembly.Location, ["bare-server", owner], new Dictionary<string, string>(StringComparer.Ordinal), line => line.StartsWith("http", StringComparison.Ordinal) ? new Uri(line) : null);
        var data = Path.Combine(folder.FullName, "data");
        using var server = await ServerProcess.StartAsync(
            typeof(ServerDatabase).Assembly.Location,
            ["--data", data, "--http-port", "0", "--grpc-port", "0", "--Limits:CallsPerCredential", "100000000", "--Limits:CallsPerTenant", "100000000"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["ConnectionStrings__Database"] = owner, ["ASPNETCORE_ENVIRONMENT"] = "Development" },
            line => line.Contains("JSON http", StringComparison.Ordinal) ? new Uri(line.Split("JSON ")[1].Split(' ')[0]) : null);
        var environment = await ReadEnvironmentAsync(Path.Combine(data, "dev.env"));

        Contestant[] contestants =
        [
            new("bare minimal API", bare, Requests(bare.Address, environment["TE_TENANT_ID"], "")),
            new("TinyEclipse", server, Requests(server.Address, environment["TE_TENANT_ID"], environment["TE_SITE_TOKEN"])),
        ];
        foreach (var contestant in contestants)
            await LoadGenerator.RunAsync(contestant.Server.Address, Connections, TimeSpan.FromSeconds(Math.Min(3, seconds)), contestant.Request);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var contestant in contestants)
                await contestant.MeasureAsync(Connections, TimeSpan.FromSeconds(seconds));
        }
        Report(contestants);
    }

    private static void Report(Contestant[] contestants)
    {
        Console.WriteLine($"POST /api/shop/{{tenant_id}}/abandoned-carts, {Connections} connections, 3 items, every second report a new cart; medians of {Rounds} alternating runs");
        Console.WriteLine("| | requests/s | p50 ms | p99 ms | server CPU per request | memory |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var contestant in contestants)
            Console.WriteLine(contestant.Row());
        var ratio = contestants[1].Median(run => run.Load.PerSecond) / contestants[0].Median(run => run.Load.PerSecond);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"TinyEclipse serves {ratio:0.00} of the bare server's requests per second."));
    }

    private static Func<int, long, byte[]> Requests(Uri address, string tenant, string token)
    {
        var start = DateTimeOffset.UtcNow;
        var run = Guid.NewGuid().ToString("n")[..8];
        return (connection, number) =>
        {
            var occurredAt = (start + TimeSpan.FromMicroseconds(number + 1)).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
            var body = $$"""
                {"cart_token":"{{run}}-{{connection}}-{{number / 2}}","email":"shopper{{connection}}@example.be","currency_code":"EUR","total_minor":6150,"items":[{"product_id":"11","name":"Pralines 250 g","quantity":2,"price_minor":2250},{"product_id":"12","name":"Truffels","quantity":1,"price_minor":950},{"product_id":"13","name":"Tablet puur 70%","quantity":2,"price_minor":350}],"occurred_at":"{{occurredAt}}"}
                """;
            return Encoding.UTF8.GetBytes(
                $"POST /api/shop/{tenant}/abandoned-carts HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        };
    }

    private static async Task CreateTableAsync(string owner)
    {
        await using var source = NpgsqlDataSource.Create(owner);
        await using var command = source.CreateCommand(BareServer.Table);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<Dictionary<string, string>> ReadEnvironmentAsync(string file)
    {
        while (!File.Exists(file))
            await Task.Delay(20);
        return (await File.ReadAllLinesAsync(file)).Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }
}
