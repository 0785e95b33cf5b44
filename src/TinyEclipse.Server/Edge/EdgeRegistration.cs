using Microsoft.Extensions.Logging.Console;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Edge.Idempotency;
using TinyEclipse.Server.Edge.Limits;

namespace TinyEclipse.Server.Edge;

public static class EdgeRegistration
{
    /// <summary>A request, as JSON or gRPC, inflated.</summary>
    public const int MostRequestBytes = 1024 * 1024;

    /// <summary>The same of what sites report.</summary>
    public const int MostReportBytes = 256 * 1024;

    public static void AddEdge(this WebApplicationBuilder builder)
    {
        builder.Logging.AddConsole(console => console.FormatterName = builder.Configuration["Logging:Console:FormatterName"] ?? LogLines.FormatterName)
            .AddConsoleFormatter<LogLines, ConsoleFormatterOptions>();
        builder.Services.AddOptions<LimitOptions>().BindConfiguration("Limits").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddCors();
        builder.Services.AddSingleton<AddressLimit>();
        builder.Services.AddSingleton<CredentialLimit>();
        builder.Services.AddSingleton<IdempotencyInterceptor>();
        builder.Services.AddSingleton<IdempotencyStore>();
        builder.Services.AddChore<IdempotencyStore>("delete old idempotency keys", (keys, cancellationToken) => keys.DeleteOldAcrossTenantsAsync(cancellationToken));
    }

    /// <summary>What every request passes before anything else.</summary>
    public static void UseEdge(this WebApplication app)
    {
        (app.Configuration.GetSection("Proxy").Get<ProxyOptions>() ?? new()).ApplyTo(app);
        app.UseRequestIds();
        app.UseResponseHeaders();
        app.UseCors();
        app.UseNoSuchRoute();
    }
}
