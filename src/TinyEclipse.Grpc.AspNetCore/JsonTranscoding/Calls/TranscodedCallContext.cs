using System.Buffers;
using System.Text;
using Grpc.AspNetCore.Server.Calls;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Calls;

/// <summary>A call that came as JSON. Its metadata are plain HTTP headers in both directions.</summary>
internal sealed class TranscodedCallContext(HttpContext httpContext, ServiceMethod serviceMethod)
    : HttpServerCallContext(httpContext, serviceMethod), IDisposable
{
    private static readonly Status MalformedTimeout = new(
        StatusCode.InvalidArgument, "The grpc-timeout header must be at most eight digits and one of H, M, S, m, u, n.");

    private bool _headersGiven;

    /// <summary>Sends the headers of a stream; a single response still may turn into an error, so its headers wait.</summary>
    public Func<Task>? SendHeaders { get; set; }

    /// <summary>False once somebody has begun to answer, or nobody is there any more.</summary>
    public bool CanAnswer => !HttpContext.Response.HasStarted && !HttpContext.RequestAborted.IsCancellationRequested;

    /// <exception cref="RpcException">The deadline is malformed, or has passed already.</exception>
    public void Start(ILogger logger, CancellationToken stopping) => Lifetime.Start(MalformedTimeout, logger, stopping);

    /// <summary>Waits for the service; false if it still runs when the deadline passes.</summary>
    public async ValueTask<bool> IsInTimeAsync(Task running)
    {
        if (running.IsCompleted || Deadline == DateTime.MaxValue)
            return true;

        await Task.WhenAny(running, Task.Delay(Timeout.Infinite, CancellationToken));
        return running.IsCompleted || Lifetime.Ended is not { StatusCode: StatusCode.DeadlineExceeded };
    }

    /// <summary>The caller has had the answer. The request lasts until the service is done with it, for it may still use it.</summary>
    public static async Task LetFinishAsync(HttpContext http, Task unfinished)
    {
        await http.Response.CompleteAsync();
        await unfinished.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The whole response as JSON, in the charset of the request.</summary>
    public Task SendJsonAsync(int httpStatus, PooledBufferWriter body)
    {
        var charset = JsonCharset.OfAnswerTo(HttpContext.Request);
        return charset is UTF8Encoding ? SendAsync(httpStatus, JsonContentType.Json, body) : SendEncodedAsync(httpStatus, charset, body);
    }

    /// <summary>The whole response.</summary>
    public async Task SendAsync(int httpStatus, string contentType, PooledBufferWriter body)
    {
        var response = HttpContext.Response;
        WriteTrailersAsHeaders();
        response.StatusCode = httpStatus;
        response.ContentType = contentType;
        response.ContentLength = body.WrittenCount;
        response.BodyWriter.Write(body.WrittenSpan);
        await response.BodyWriter.FlushAsync(HttpContext.RequestAborted);
    }

    /// <summary>The response's trailers as headers, for most clients of JSON see nothing behind a response.</summary>
    public void WriteTrailersAsHeaders()
    {
        if (HasResponseTrailers)
            WriteHeaders(ResponseTrailers);
    }

    public void Dispose() => Lifetime.Dispose();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        if (_headersGiven || HttpContext.Response.HasStarted)
            throw new InvalidOperationException("The response headers have been sent already.");

        _headersGiven = true;
        if (!WriteHeaders(responseHeaders))
            throw new ArgumentException("A header has characters that HTTP does not allow.", nameof(responseHeaders));
        return SendHeaders?.Invoke() ?? Task.CompletedTask;
    }

    private async Task SendEncodedAsync(int httpStatus, Encoding charset, PooledBufferWriter body)
    {
        using var encoded = new PooledBufferWriter();
        JsonCharset.Write(body.WrittenSpan, charset, encoded);
        await SendAsync(httpStatus, JsonCharset.ContentType(charset), encoded);
    }

    private bool WriteHeaders(Metadata metadata) => ResponseStatus.TryWrite(HttpContext.Response.Headers, metadata);
}
