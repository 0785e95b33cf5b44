using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace Grpc.AspNetCore.Web;

/// <summary>Writes base64 into another writer, a padded piece for each flush, so that no byte has to wait for the next message.</summary>
internal sealed class Base64PipeWriter(PipeWriter inner) : PipeWriter
{
    private readonly ArrayBufferWriter<byte> _pending = new();

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _pending.WrittenCount;

    public override void Advance(int bytes) => _pending.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _pending.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _pending.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var bytes = _pending.WrittenSpan;
        if (bytes.Length > 0)
        {
            var encoded = inner.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
            Base64.EncodeToUtf8(bytes, encoded, out _, out var written);
            inner.Advance(written);
            _pending.ResetWrittenCount();
        }

        return inner.FlushAsync(cancellationToken);
    }

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
