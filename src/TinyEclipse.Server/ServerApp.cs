using Dapper;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Edge;
using TinyEclipse.Server.Edge.Idempotency;
using TinyEclipse.Server.Edge.Limits;
using TinyEclipse.Server.Features;
using TinyEclipse.Server.Features.AbandonedCarts;
using TinyEclipse.Server.Features.Journey;
using TinyEclipse.Server.Features.Notifications;
using TinyEclipse.Server.Features.Notifications.WebPush;
using TinyEclipse.Server.Features.Quarantine;
using TinyEclipse.Server.Features.ServerKeys;
using TinyEclipse.Server.OpenApi;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Signatures;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server;

/// <summary>The start-up: what the server is made of, and what must be done before it serves.</summary>
public static class ServerApp
{
    private static readonly Dictionary<string, string> Switches = new(Listening.Options, StringComparer.Ordinal) { ["--data"] = "Data" };

    /// <summary>Reads the settings; <see cref="AddServer"/> adds the rest.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddCommandLine(args, Switches);
        return builder;
    }

    public static void AddServer(this WebApplicationBuilder builder)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel((context, kestrel) => Listening.From(context.Configuration).Apply(kestrel));

        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddEdge();
        builder.Services.AddDatabase();
        builder.Services.AddSingleton<SignedText>();
        builder.Services.AddSingleton<PageTokens>();
        builder.Services.AddSingleton<RequestSigner>();
        builder.Services.AddSingleton<TextInterceptor>();
        builder.Services.AddTenancy(FeatureRegistration.Services);
        builder.Services.AddFeatures();
        builder.Services.AddSingleton<DevelopmentSeed>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddGrpc(grpc =>
            {
                grpc.MaxReceiveMessageSize = EdgeRegistration.MostRequestBytes;
                grpc.Interceptors.Add<AddressLimit>();
                grpc.Interceptors.Add<AccessInterceptor>();
                grpc.Interceptors.Add<CredentialLimit>();
                grpc.Interceptors.Add<ActorInterceptor>();
                grpc.Interceptors.Add<QuarantineInterceptor>();
                grpc.Interceptors.Add<TextInterceptor>();
                grpc.Interceptors.Add<IdempotencyInterceptor>();
            })
            .AddServiceOptions<AbandonedCartService>(grpc => grpc.MaxReceiveMessageSize = EdgeRegistration.MostReportBytes)
            .AddServiceOptions<JourneyService>(grpc => grpc.MaxReceiveMessageSize = EdgeRegistration.MostReportBytes)
            .AddJsonTranscoding(json => json.TypeRegistry = TypeRegistry.FromMessages(ErrorInfo.Descriptor));
        // Bound by name: the official package has no PreserveProtoFieldNames.
        builder.Services.AddOptions<GrpcJsonTranscodingOptions>().BindConfiguration("JsonTranscoding");
        builder.Services.AddSingleton<ApiDescription>();
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks().AddCheck<Readiness>("start").AddCheck<DatabaseHealth>("database");
    }

    /// <summary>Maps the routes, then opens and migrates the database: the server answers only once this is done.</summary>
    public static async Task PrepareAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        app.MapRoutes();
        await app.Services.GetRequiredService<ServerDatabase>().StartAsync(cancellationToken);
        var services = app.Services;
        await services.GetRequiredService<SecretBox>().LoadAsync(cancellationToken);
        await Task.WhenAll(
            services.GetRequiredService<ServerSecrets>().LoadAsync(cancellationToken),
            services.GetRequiredService<PushSubscriptionStore>().SealAcrossTenantsAsync(cancellationToken),
            services.GetRequiredService<ServerVapidKey>().LoadAsync(cancellationToken),
            services.GetRequiredService<ServerKeyRing>().LoadAsync(cancellationToken));
    }

    /// <summary>Says where the server is; a development server also gets its first tenant.</summary>
    public static async Task WelcomeAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        // In the order in which they were bound: JSON and gRPC, or the one that serves both.
        var (http, grpc) = (app.Urls.First(), app.Urls.Last());
        Console.WriteLine($"TinyEclipse answers. JSON {http}   gRPC {grpc}");
        if (app.Environment.IsDevelopment())
        {
            var seed = app.Services.GetRequiredService<DevelopmentSeed>();
            if (await seed.RunAsync(Listening.Reachable(http), Listening.Reachable(grpc), cancellationToken))
                Console.WriteLine($"{SignedInBy(seed.EnvironmentFile)}; a person's e-mail and password stand there too. Try ./te demo, and ./te watch beside it.");
        }
        app.Services.GetRequiredService<Readiness>().Started();
    }

    private static void MapRoutes(this WebApplication app)
    {
        app.UseEdge();
        app.UseGrpcWeb(new() { DefaultEnabled = true });
        app.MapFeatures();
        app.MapOpenApi();
        app.MapGrpcReflectionService();
        app.MapGrpcHealthChecksService();
        app.MapGet("/healthz", () => "ok");
        app.MapHealthChecks("/readyz");
    }

    // te looks for .data/dev.env, upwards from where it is called.
    private static string SignedInBy(string environmentFile) =>
        Path.GetFileName(Path.GetDirectoryName(environmentFile)) == ".data"
            ? $"Signed in by the tokens in {environmentFile}, which ./te reads by itself"
            : $"Signed in by the tokens in {environmentFile}, which ./te takes after: set -a; . '{environmentFile.Replace("'", "'\\''", StringComparison.Ordinal)}'; set +a";
}
