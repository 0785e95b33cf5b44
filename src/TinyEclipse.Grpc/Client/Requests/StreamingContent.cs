using System.Net;

namespace Grpc.Net.Client.Requests;

/// <summary>The content of one attempt. The HTTP stack may send it more than once: after a connection that took nothing of it.</summary>
internal sealed class StreamingContent(StreamingBody body) : RequestContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var run = body.Begin(this, stream);
        await stream.FlushAsync(cancellationToken); // The server may answer before the first message.
        while (body.NextOrGoLive(run) is { } frame)
        {
            await run.WriteAsync(frame, flush: true, cancellationToken);
            run.Replayed++;
        }

        // Not cancelled by the token: it fires when the server resets the stream, and the response tells more about that.
        await run.Finished;
    }
}
