namespace Grpc.Core;

/// <summary>The parts every kind of call has in common. The state lets an invoker pass static functions instead of closures.</summary>
internal readonly struct AsyncCallState
{
    private readonly object? _state;
    private readonly object _responseHeaders;
    private readonly Delegate _getStatus;
    private readonly Delegate _getTrailers;
    private readonly Delegate _dispose;

    internal AsyncCallState(Task<Metadata> responseHeadersAsync, Func<Status> getStatus, Func<Metadata> getTrailers, Action dispose)
    {
        _responseHeaders = responseHeadersAsync;
        _getStatus = getStatus;
        _getTrailers = getTrailers;
        _dispose = dispose;
    }

    internal AsyncCallState(
        Func<object, Task<Metadata>> responseHeadersAsync,
        Func<object, Status> getStatus,
        Func<object, Metadata> getTrailers,
        Action<object> dispose,
        object state)
    {
        _state = state;
        _responseHeaders = responseHeadersAsync;
        _getStatus = getStatus;
        _getTrailers = getTrailers;
        _dispose = dispose;
    }

    internal Task<Metadata> ResponseHeadersAsync() =>
        _responseHeaders as Task<Metadata> ?? ((Func<object, Task<Metadata>>)_responseHeaders)(_state!);

    internal Status GetStatus() => _getStatus is Func<Status> plain ? plain() : ((Func<object, Status>)_getStatus)(_state!);

    internal Metadata GetTrailers() => _getTrailers is Func<Metadata> plain ? plain() : ((Func<object, Metadata>)_getTrailers)(_state!);

    internal void Dispose()
    {
        if (_dispose is Action plain)
            plain();
        else
            ((Action<object>)_dispose)(_state!);
    }
}
