using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Tests;

[assembly: AssemblyFixture(typeof(TestServer))]

namespace TinyEclipse.Server.Tests;

/// <summary>The real server on real ports and a real, fresh PostgreSQL database. Tests share it and stay apart by tenant.</summary>
public sealed class TestServer : IAsyncLifetime
{
    private readonly PostgresServer _postgres = new();
    private RunningServer? _shared;

    public RunningServer Shared => _shared!;

    public async ValueTask InitializeAsync()
    {
        await _postgres.StartAsync();
        _shared = await StartAsync(await NewDatabaseAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_shared is not null)
            await _shared.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    public Task<string> NewDatabaseAsync() => _postgres.NewDatabaseAsync();

    /// <summary>A tenant of the shared server.</summary>
    public Task<TestTenant> NewTenantAsync(TinyEclipse.Tenants.V1.Plan plan = TinyEclipse.Tenants.V1.Plan.Pro) => Shared.NewTenantAsync(plan);

    /// <summary>Another server, on a database of its own or one it shares; settings as in configuration, "Carts:PollSeconds" for example.</summary>
    public static async Task<RunningServer> StartAsync(
        string connectionString, TimeProvider? clock = null, Dictionary<string, string?>? settings = null, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = ServerApp.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:Database"] = connectionString,
            ["Listen:HttpPort"] = "0",
            ["Listen:GrpcPort"] = "0",
            ["Push:AllowPrivateEndpoints"] = "true",
            ["Passkeys:Domain"] = "example.be",
            ["Passkeys:Origins:0"] = "https://hub.example.be",
            // Slow hashes are for guessers; a test that signs in a hundred times need not wait.
            ["Passwords:IterationCount"] = "1000",
            // Several servers share the PostgreSQL of a run.
            ["Postgres:MaxPoolSize"] = "16",
            ["Logging:LogLevel:Default"] = "Warning",
            // Tests call from one address, faster than anybody; those of the limits set their own.
            ["Limits:CallsPerCredential"] = "0",
            ["Limits:CallsPerTenant"] = "0",
            ["Limits:UnknownCallsPerAddress"] = "0",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.AddServer();
        if (clock is not null)
            builder.Services.AddSingleton(clock);
        configure?.Invoke(builder);
        var app = builder.Build();
        await app.PrepareAsync(CancellationToken.None);
        await app.StartAsync();
        await app.WelcomeAsync(CancellationToken.None);
        return new RunningServer(app);
    }
}
