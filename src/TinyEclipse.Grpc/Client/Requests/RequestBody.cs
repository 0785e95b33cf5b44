using System.Net;
using System.Net.Http.Headers;
using Grpc.Framing;

namespace Grpc.Net.Client.Requests;

/// <summary>What a call sends, attempt after attempt.</summary>
internal abstract class RequestBody : IDisposable
{
    /// <summary>True while everything that was sent so far is kept to be sent again.</summary>
    public abstract bool CanRetry { get; }

    public abstract RequestContent CreateContent();

    /// <summary>The attempt failed and another follows.</summary>
    public abstract void AttemptFailed();

    /// <summary>No further attempt follows: nothing needs to be kept.</summary>
    public abstract void Commit();

    /// <summary>The call is over.</summary>
    public abstract void Dispose();
}

/// <summary>The body of one attempt, written into the stream the HTTP stack provides.</summary>
internal abstract class RequestContent : HttpContent
{
    // Shared by all requests; nobody changes it.
    private static readonly MediaTypeHeaderValue ContentType = new(GrpcProtocol.ContentType);

    protected RequestContent() => Headers.ContentType = ContentType;

    protected abstract override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken);

    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    // The length is not announced: gRPC frames its messages itself.
    protected sealed override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
