using System.Net;
using Grpc.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// The interop service as a program, for clients in other languages. Prints the address for gRPC, then the one for HTTP/1.1, and serves until it is ended.
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
    kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
});
builder.Services.AddSingleton<InteropService>().AddSingleton<WatchedCalls>();
builder.Services.AddGrpc(grpc =>
{
    grpc.ResponseCompressionAlgorithm = "gzip";
    grpc.Interceptors.Add<WatchedCalls>();
});
builder.Services.AddGrpcReflection();
await using var app = builder.Build();

// Clients do not show how messages were compressed; these headers do.
app.Use((context, next) =>
{
    context.Response.Headers["seen-request-encoding"] = context.Request.Headers["grpc-encoding"];
    context.Response.OnStarting(() =>
    {
        context.Response.Headers["seen-response-encoding"] = context.Response.Headers["grpc-encoding"];
        return Task.CompletedTask;
    });
    return next(context);
});
app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
app.MapGrpcService<InteropService>();
app.MapGrpcReflectionService();
app.MapGet("/calls/{name}/begun", (string name, WatchedCalls calls) => calls.HasBegunAsync(name).WaitAsync(TimeSpan.FromSeconds(8)));
app.MapGet("/calls/{name}/cancelled", (string name, WatchedCalls calls) => calls.WasCancelledAsync(name).WaitAsync(TimeSpan.FromSeconds(8)));

await app.StartAsync();
foreach (var address in app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses)
    Console.WriteLine(address);
await ((IHost)app).WaitForShutdownAsync();
