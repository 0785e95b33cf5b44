using Grpc.Core;

namespace Grpc.AspNetCore.Server.Calls;

/// <summary>The messages a caller streams.</summary>
internal sealed class RequestStream<T>(WireCallContext call, Marshaller<T> marshaller) : IAsyncStreamReader<T>
    where T : class
{
    private T? _current;
    private bool _reading;
    private bool _atEnd;

    public T Current => _current ?? throw new InvalidOperationException("There is no current message: call MoveNext first.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (_reading)
            throw new InvalidOperationException("The previous read is still in progress; await it first.");
        if (_atEnd)
            return false;

        _reading = true;
        try
        {
            _current = await ReadAsync(cancellationToken);
            _atEnd = _current is null;
            return !_atEnd;
        }
        finally
        {
            _reading = false;
        }
    }

    private async ValueTask<T?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled || cancellationToken == call.CancellationToken)
            return await call.ReadAsync(marshaller, call.CancellationToken);

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, call.CancellationToken);
        return await call.ReadAsync(marshaller, either.Token);
    }
}

/// <summary>The messages a service streams.</summary>
internal sealed class ResponseStream<T>(WireCallContext call, Marshaller<T> marshaller) : IServerStreamWriter<T>
    where T : class
{
    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return cancellationToken.CanBeCanceled && cancellationToken != call.CancellationToken
            ? WriteLinkedAsync(message, cancellationToken)
            : call.WriteAsync(marshaller, message, WriteOptions, call.CancellationToken);
    }

    private async Task WriteLinkedAsync(T message, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, call.CancellationToken);
        await call.WriteAsync(marshaller, message, WriteOptions, either.Token);
    }
}
