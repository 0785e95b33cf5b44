using System.Net;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grpc.Tests.Server;

/// <summary>A real server on free ports of 127.0.0.1, one for HTTP/2 without TLS and one for HTTP/1.1.</summary>
public sealed class InteropServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private InteropServer(WebApplication application)
    {
        _application = application;
        string[] addresses = [.. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        Http2Address = new Uri(addresses[0]);
        Http1Address = new Uri(addresses[1]);
        Http2 = new RawClient(Http2Address, HttpVersion.Version20);
        Http1 = new RawClient(Http1Address, HttpVersion.Version11);
    }

    public Uri Http2Address { get; }

    public Uri Http1Address { get; }

    public RawClient Http2 { get; }

    public RawClient Http1 { get; }

    public IServiceProvider Services => _application.Services;

    public InteropService Interop => Services.GetRequiredService<InteropService>();

    public LogEntries Log => Services.GetRequiredService<LogEntries>();

    public static Task<InteropServer> StartAsync(
        Action<GrpcServiceOptions>? options = null,
        Action<IServiceCollection, IGrpcServerBuilder>? services = null,
        Action<WebApplication>? application = null) => StartAsync<InteropService>(options, services, application);

    /// <summary>With another implementation of the service than the usual one.</summary>
    public static async Task<InteropServer> StartAsync<TService>(
        Action<GrpcServiceOptions>? options = null,
        Action<IServiceCollection, IGrpcServerBuilder>? services = null,
        Action<WebApplication>? application = null)
        where TService : class
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new LogEntries();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Limits.MinRequestBodyDataRate = null; // a busy machine may be slow to send what a test writes
        });
        builder.Services.AddSingleton(log).AddSingleton<InteropService>();
        var grpc = builder.Services.AddGrpc(options ?? (_ => { }));
        services?.Invoke(builder.Services, grpc);

        var app = builder.Build();
        application?.Invoke(app);
        app.MapGrpcService<TService>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new InteropServer(app);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http2.Dispose();
        Http1.Dispose();
        await _application.DisposeAsync();
    }
}
