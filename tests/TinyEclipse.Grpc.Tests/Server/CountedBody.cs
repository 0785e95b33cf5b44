using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.Tests.Server;

/// <summary>The body of a response, which counts how often it is flushed.</summary>
internal sealed class CountedBody(IHttpResponseBodyFeature inner) : PipeWriter, IHttpResponseBodyFeature
{
    private int _flushes;

    public int Flushes => _flushes;

    public override long UnflushedBytes => inner.Writer.UnflushedBytes;

    public override bool CanGetUnflushedBytes => inner.Writer.CanGetUnflushedBytes;

    Stream IHttpResponseBodyFeature.Stream => inner.Stream;

    PipeWriter IHttpResponseBodyFeature.Writer => this;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _flushes);
        return inner.Writer.FlushAsync(cancellationToken);
    }

    public override void Advance(int bytes) => inner.Writer.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.Writer.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Writer.Complete(exception);

    void IHttpResponseBodyFeature.DisableBuffering() => inner.DisableBuffering();

    Task IHttpResponseBodyFeature.StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

    Task IHttpResponseBodyFeature.SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken) =>
        inner.SendFileAsync(path, offset, count, cancellationToken);

    Task IHttpResponseBodyFeature.CompleteAsync() => inner.CompleteAsync();
}
