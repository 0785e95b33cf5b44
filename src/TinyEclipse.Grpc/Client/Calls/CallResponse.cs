using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client.Calls;

/// <summary>The response a call has settled on: its headers, then messages, then the outcome.</summary>
internal sealed class CallResponse : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamFrameReader? _frames;
    private readonly CallOutcome? _trailersOnly;

    /// <summary>A response whose headers are all there is.</summary>
    public CallResponse(HttpResponseMessage response, CallOutcome trailersOnly)
    {
        _response = response;
        _trailersOnly = trailersOnly;
    }

    public CallResponse(HttpResponseMessage response, Stream body, MessageDeserializer deserializer)
    {
        _response = response;
        _frames = new StreamFrameReader(body, deserializer);
    }

    public Metadata Headers => _trailersOnly is null ? ResponseHeaders.ToMetadata(_response.Headers) : Metadata.Empty;

    /// <summary>The next message, or null if the outcome follows.</summary>
    public ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class => _frames is null ? default : _frames.ReadAsync(marshaller, cancellationToken);

    /// <summary>The one message a call without response stream has, or null.</summary>
    public async ValueTask<T?> ReadSingleAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        var message = await ReadAsync(marshaller, cancellationToken);
        if (message is not null)
            await _frames!.ReadEndAsync(cancellationToken);
        return message;
    }

    /// <summary>To be asked once the messages have been read.</summary>
    public CallOutcome ReadOutcome() => _trailersOnly ?? ResponseHeaders.ReadTrailers(_response);

    public void Dispose()
    {
        _response.Dispose();
        _frames?.Dispose();
    }
}
