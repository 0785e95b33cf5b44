using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Http;

namespace Grpc.Tests.Client;

/// <summary>The steps of a gRPC response, to be put together well or badly.</summary>
internal static class RawAnswer
{
    public static void Begin(this HttpContext http, string contentType = "application/grpc") => http.Response.ContentType = contentType;

    public static Task WriteAsync(this HttpContext http, IMessage message, byte flags = 0) =>
        http.WriteAsync(Frame(message.ToByteArray(), flags));

    public static async Task WriteAsync(this HttpContext http, byte[] bytes) => await http.Response.Body.WriteAsync(bytes, http.RequestAborted);

    public static void End(this HttpContext http, StatusCode status, string? message = null)
    {
        http.Response.AppendTrailer("grpc-status", ((int)status).ToString(CultureInfo.InvariantCulture));
        if (message is not null)
            http.Response.AppendTrailer("grpc-message", message);
    }

    /// <summary>A response of headers only.</summary>
    public static void EndAtOnce(this HttpContext http, StatusCode status, string message = "")
    {
        http.Begin();
        http.Response.Headers["grpc-status"] = ((int)status).ToString(CultureInfo.InvariantCulture);
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
