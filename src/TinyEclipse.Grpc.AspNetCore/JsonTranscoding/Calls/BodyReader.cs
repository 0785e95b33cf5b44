using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Calls;

/// <summary>Reads a request's body, inflated, and never more of it than the limit.</summary>
internal static class BodyReader
{
    private const int ReadSize = 4096;

    /// <exception cref="RefusedRequestException">The body is too large.</exception>
    /// <exception cref="RpcException">It is encoded in a way that is not known, or not as it says.</exception>
    public static async ValueTask ReadAsync(HttpRequest request, int limit, PooledBufferWriter body, CancellationToken cancellationToken)
    {
        try
        {
            var encoding = request.Headers.ContentEncoding.ToString().ToLowerInvariant();
            if (encoding is "" or "identity")
                await CopyAsync(request, limit, body, cancellationToken);
            else
                await InflateAsync(request, encoding, limit, body, cancellationToken);
        }
        catch (BadHttpRequestException reason)
        {
            throw reason.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? RefusedRequestException.TooLarge()
                : new RefusedRequestException(reason.StatusCode, new Status(StatusCode.InvalidArgument, "The body could not be read.", reason));
        }
    }

    private static async ValueTask CopyAsync(HttpRequest request, int limit, PooledBufferWriter body, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
            throw RefusedRequestException.TooLarge();

        ReadResult read;
        do
        {
            read = await request.BodyReader.ReadAsync(cancellationToken);
            foreach (var segment in read.Buffer)
                body.Write(segment.Span);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (body.WrittenCount > limit)
                throw RefusedRequestException.TooLarge();
        }
        while (!read.IsCompleted);
    }

    private static async ValueTask InflateAsync(
        HttpRequest request, string encoding, int limit, PooledBufferWriter body, CancellationToken cancellationToken)
    {
        await using var source = new CompressedSource(request.BodyReader.AsStream(leaveOpen: true));
        await using var inflated = OpenInflated(source, encoding);
        try
        {
            int count;
            while ((count = await inflated.ReadAsync(body.GetMemory(ReadSize), cancellationToken)) > 0)
            {
                body.Advance(count);
                if (body.WrittenCount > limit)
                    throw RefusedRequestException.TooLarge();
            }

            source.CheckEnd(inflated is GZipStream, body.WrittenSpan);
        }
        catch (Exception reason) when (IsCorrupt(reason) && !source.HasFailed)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"The body is not {encoding}, as content-encoding says.", reason));
        }
    }

    // The latter is what BrotliStream makes of it.
    private static bool IsCorrupt(Exception reason) => reason is InvalidDataException or InvalidOperationException;

    private static Stream OpenInflated(Stream body, string encoding) => encoding switch
    {
        "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
        "br" => new BrotliStream(body, CompressionMode.Decompress),
        "deflate" => new ZLibStream(body, CompressionMode.Decompress),
        _ => throw new RpcException(new Status(StatusCode.InvalidArgument, "The content-encoding is not supported. Supported are: gzip, br, deflate.")),
    };
}
