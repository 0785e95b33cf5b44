using System.Buffers.Binary;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.Tests.Client;

/// <summary>A server without gRPC: the test writes every header and byte, which a proper server would not let it.</summary>
public sealed class RawServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RawServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<RawServer> StartAsync(RequestDelegate handler, HttpProtocols protocols = HttpProtocols.Http2)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        var app = builder.Build();
        app.Run(handler);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RawServer(app);
    }

    public GrpcChannel Channel(Action<GrpcChannelOptions>? configure = null)
    {
        var options = new GrpcChannelOptions();
        configure?.Invoke(options);
        return GrpcChannel.ForAddress(Address, options);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

/// <summary>The steps of a gRPC response, to be put together well or badly.</summary>
internal static class RawResponse
{
    public static void Begin(this HttpContext http, string contentType = "application/grpc") => http.Response.ContentType = contentType;

    public static Task WriteAsync(this HttpContext http, IMessage message, byte flags = 0) =>
        http.WriteAsync(Frame(message.ToByteArray(), flags));

    public static async Task WriteAsync(this HttpContext http, byte[] bytes) => await http.Response.Body.WriteAsync(bytes, http.RequestAborted);

    public static void End(this HttpContext http, StatusCode status, string? message = null)
    {
        http.Response.AppendTrailer("grpc-status", ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (message is not null)
            http.Response.AppendTrailer("grpc-message", message);
    }

    /// <summary>A response of headers only.</summary>
    public static void EndAtOnce(this HttpContext http, StatusCode status, string message = "")
    {
        http.Begin();
        http.Response.Headers["grpc-status"] = ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture);
        http.Response.Headers["grpc-message"] = message;
    }

    public static async Task AnswerAsync(this HttpContext http, string text)
    {
        http.Begin();
        await http.WriteAsync(new EchoResponse { Text = text });
        http.End(StatusCode.OK);
    }

    /// <summary>The next message of the request, or null at its end.</summary>
    public static async Task<T?> ReadAsync<T>(this HttpContext http, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var header = new byte[5];
        if (await http.Request.Body.ReadAtLeastAsync(header, 5, throwOnEndOfStream: false, http.RequestAborted) == 0)
            return null;
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
        await http.Request.Body.ReadExactlyAsync(payload, http.RequestAborted);
        return parser.ParseFrom(payload);
    }

    public static byte[] Frame(byte[] payload, byte flags = 0)
    {
        var frame = new byte[5 + payload.Length];
        frame[0] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }
}
