using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TinyEclipse.Client;
using TinyEclipse.People.V1;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Cli.Tests.Client;

/// <summary>A server that is out of sorts for a while: the first calls fail, or nothing is ever answered.</summary>
internal sealed class MoodyServer : IAsyncDisposable
{
    private readonly Mood _mood;
    private readonly WebApplication _app;

    private MoodyServer(WebApplication app, Mood mood) => (_app, _mood) = (app, mood);

    public int CallCount => _mood.CallCount;

    public static async Task<MoodyServer> StartAsync(int failures = 0, bool isSilent = false)
    {
        var mood = new Mood { Failures = failures, IsSilent = isSilent };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(mood);
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.MapGrpcService<Persons>();
        app.MapGrpcService<Tenants>();
        await app.StartAsync();
        return new MoodyServer(app, mood);
    }

    public TinyEclipseClient Connect(int maxReadAttempts = 4, TimeSpan? deadline = null) => TinyEclipseClient.Connect(new TinyEclipseOptions
    {
        Address = new Uri(_app.Urls.Single()),
        MaxReadAttempts = maxReadAttempts,
        Deadline = deadline ?? TimeSpan.FromSeconds(30),
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Mood
    {
        private int _callCount;

        public int Failures { get; init; }

        public bool IsSilent { get; init; }

        public int CallCount => _callCount;

        public async Task PassAsync(ServerCallContext context)
        {
            if (Interlocked.Increment(ref _callCount) <= Failures)
                throw new RpcException(new Status(StatusCode.Unavailable, "not now"));
            if (IsSilent)
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
    }

    private sealed class Persons(Mood mood) : PersonService.PersonServiceBase
    {
        public override async Task<Person> GetMe(GetMeRequest request, ServerCallContext context)
        {
            await mood.PassAsync(context);
            return new Person { DisplayName = "An" };
        }
    }

    private sealed class Tenants(Mood mood) : TenantService.TenantServiceBase
    {
        public override async Task<Tenant> CreateTenant(CreateTenantRequest request, ServerCallContext context)
        {
            await mood.PassAsync(context);
            return new Tenant();
        }
    }
}
