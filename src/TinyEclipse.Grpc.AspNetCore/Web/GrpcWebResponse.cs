using System.IO.Pipelines;
using System.Text;
using Grpc.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Web;

/// <summary>The body of a gRPC-Web response, which ends with the trailers as a frame of their own.</summary>
internal sealed class GrpcWebResponse : IHttpResponseBodyFeature, IHttpResponseTrailersFeature
{
    private readonly IHttpResponseBodyFeature _inner;
    private bool _trailersWritten;

    public GrpcWebResponse(IHttpResponseBodyFeature inner, bool isText)
    {
        _inner = inner;
        Writer = isText ? new Base64PipeWriter(inner.Writer) : inner.Writer;
    }

    public PipeWriter Writer { get; }

    public Stream Stream => field ??= Writer.AsStream(leaveOpen: true);

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    public void DisableBuffering() => _inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public async Task CompleteAsync()
    {
        await WriteTrailersAsync();
        await _inner.CompleteAsync();
    }

    /// <summary>Does nothing if the status is in the headers, or the second time.</summary>
    public async Task WriteTrailersAsync()
    {
        if (!_trailersWritten && Trailers.Count > 0)
        {
            _trailersWritten = true;
            WriteTrailers();
        }

        // The server flushes its own writer in the end, but knows nothing of what still waits to be encoded.
        if (Writer is Base64PipeWriter { UnflushedBytes: > 0 })
            await Writer.FlushAsync();
    }

    private void WriteTrailers()
    {
        var text = new StringBuilder();
        foreach (var (name, values) in Trailers)
        {
            foreach (var value in values)
                text.Append(name.ToLowerInvariant()).Append(": ").Append(value).Append("\r\n");
        }

        var payload = Encoding.ASCII.GetBytes(text.ToString());
        var frame = Writer.GetSpan(FrameHeader.Size + payload.Length);
        new FrameHeader(FrameHeader.TrailersFlag, (uint)payload.Length).Write(frame);
        payload.CopyTo(frame[FrameHeader.Size..]);
        Writer.Advance(FrameHeader.Size + payload.Length);
    }
}
