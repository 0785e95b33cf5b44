using Grpc.AspNetCore.Server.Calls;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Calls;

/// <summary>A call that came as JSON. Its metadata are plain HTTP headers in both directions.</summary>
internal sealed class TranscodedCallContext(HttpContext httpContext, ServiceMethod serviceMethod)
    : HttpServerCallContext(httpContext, serviceMethod), IDisposable
{
    private bool _headersGiven;

    /// <summary>Sends the headers of a stream; a single response still may turn into an error, so its headers wait.</summary>
    public Func<Task>? SendHeaders { get; set; }

    /// <summary>The response's trailers as headers, for there is nothing behind a JSON response.</summary>
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

    private bool WriteHeaders(Metadata metadata) => ResponseStatus.TryWrite(HttpContext.Response.Headers, metadata);
}
