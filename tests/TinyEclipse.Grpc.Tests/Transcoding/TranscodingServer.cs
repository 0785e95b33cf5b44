using System.Net;
using System.Text;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grpc.Tests.Transcoding;

/// <summary>A real server on a free port of 127.0.0.1 that serves <see cref="EchoService"/> as JSON.</summary>
public sealed class TranscodingServer : IAsyncLifetime
{
    private WebApplication? _application;

    public HttpClient Http { get; } = new();

    public EchoService Echo => _application!.Services.GetRequiredService<EchoService>();

    public Uri Address => Http.BaseAddress!;

    public static async Task<TranscodingServer> StartAsync(
        Action<GrpcJsonTranscodingOptions>? json = null,
        Action<GrpcServiceOptions>? grpc = null,
        Action<WebApplication>? application = null,
        Action<IServiceCollection>? services = null,
        Action<GrpcServiceEndpointConventionBuilder>? endpoints = null,
        HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Services.AddSingleton<EchoService>();
        builder.Services.AddGrpc(grpc ?? (_ => { })).AddJsonTranscoding(json ?? (_ => { }));
        services?.Invoke(builder.Services);

        var app = builder.Build();
        application?.Invoke(app);
        var mapped = app.MapGrpcService<EchoService>();
        endpoints?.Invoke(mapped);
        await app.StartAsync(TestContext.Current.CancellationToken);

        var server = new TranscodingServer { _application = app };
        server.Http.BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    /// <summary>For a fixture that tests share.</summary>
    public async ValueTask InitializeAsync()
    {
        var started = await StartAsync();
        _application = started._application;
        Http.BaseAddress = started.Address;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_application is not null)
            await _application.DisposeAsync();
    }

    public Task StopAsync() => _application!.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>The endpoints that carry metadata of this type.</summary>
    public IEnumerable<T> Metadata<T>()
        where T : class =>
        _application!.Services.GetRequiredService<EndpointDataSource>().Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<T>()).OfType<T>();

    /// <summary>"GET /path", with a JSON body if there is one.</summary>
    public async Task<JsonAnswer> SendAsync(string methodAndPath, string? body = null, string contentType = "application/json")
    {
        var space = methodAndPath.IndexOf(' ', StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(methodAndPath[..space]), methodAndPath[(space + 1)..]);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("content-type", contentType);
        }

        return await SendAsync(request);
    }

    public async Task<JsonAnswer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new JsonAnswer((int)response.StatusCode, text, response.Content.Headers.ContentType?.ToString(), response.Headers);
    }
}
