using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TinyEclipse.Benchmarks.V1;

namespace TinyEclipse.Benchmarks;

/// <summary>The gRPC stack and its yardsticks in one process, on the same Kestrel, with the same messages: each only reads a cart and answers.</summary>
public static class GrpcServer
{
    /// <summary>As long as the path of the call it is compared with: HPACK writes a path letter by letter.</summary>
    public const string PlainPath = "/tinyeclipse.bench.v1.PlainService/Post";

    private static long _served;

    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc().AddJsonTranscoding();
        builder.Services.AddSingleton<Service>();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, GrpcBenchJson.Default));
        await using var app = builder.Build();

        app.MapGrpcService<Service>();
        app.MapPost("/minimal", (JsonCart cart) =>
        {
            Interlocked.Increment(ref _served);
            return new JsonSaved(Answer.Id, cart.CartToken, cart.TotalMinor);
        });
        app.MapPost(PlainPath, PlainAsync);
        app.MapGet("/figures", () => string.Create(CultureInfo.InvariantCulture, $"{_served} {GC.GetTotalAllocatedBytes(precise: true)}"));
        await app.StartAsync();
        Console.WriteLine(string.Join(' ', app.Urls));
        await ((IHost)app).WaitForShutdownAsync();
    }

    private static Saved Answer { get; } = new() { Id = "0198c0de-0000-7000-8000-000000000001", CartToken = "c-1", TotalMinor = 6150 };

    // The bytes in, the bytes out; nobody looks at them.
    private static async Task PlainAsync(HttpContext context)
    {
        var read = await context.Request.BodyReader.ReadAsync();
        while (!read.IsCompleted)
        {
            context.Request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await context.Request.BodyReader.ReadAsync();
        }
        context.Request.BodyReader.AdvanceTo(read.Buffer.End);
        Interlocked.Increment(ref _served);
        context.Response.ContentType = "application/grpc";
        context.Response.BodyWriter.Write(PlainAnswer);
        await context.Response.BodyWriter.FlushAsync();
    }

    private static byte[] PlainAnswer { get; } = [0, 0, 0, 0, (byte)Answer.CalculateSize(), .. Answer.ToByteArray()];

    private sealed class Service : BenchService.BenchServiceBase
    {
        public override Task<Saved> Save(Cart request, ServerCallContext context)
        {
            Interlocked.Increment(ref _served);
            return Task.FromResult(new Saved { Id = Answer.Id, CartToken = request.CartToken, TotalMinor = request.TotalMinor });
        }

        public override async Task Watch(WatchRequest request, IServerStreamWriter<Saved> responseStream, ServerCallContext context)
        {
            var count = 0;
            try
            {
                for (; count < request.Count; count++)
                    await responseStream.WriteAsync(new Saved { Id = Answer.Id, CartToken = Answer.CartToken, TotalMinor = count }, context.CancellationToken);
            }
            finally
            {
                Interlocked.Add(ref _served, count); // streams are cut off when the load ends
            }
        }
    }
}

public sealed record JsonItem(string ProductId, string Name, int Quantity, long PriceMinor);

public sealed record JsonCart(string CartToken, string Email, string CurrencyCode, long TotalMinor, JsonItem[] Items);

public sealed record JsonSaved(string Id, string CartToken, long TotalMinor);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(JsonCart))]
[JsonSerializable(typeof(JsonSaved))]
public sealed partial class GrpcBenchJson : JsonSerializerContext;
