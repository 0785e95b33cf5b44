using Grpc.Core;

namespace Grpc.Net.Client.Calls;

internal sealed partial class CallSession
{
    private TaskCompletionSource<Metadata>? _responseHeaders;
    private bool _hasNoHeaders;

    /// <summary>Made when first asked for: most callers never do.</summary>
    public Task<Metadata> ResponseHeadersAsync
    {
        get
        {
            LazyInitializer.EnsureInitialized(
                ref _responseHeaders, static () => new TaskCompletionSource<Metadata>(TaskCreationOptions.RunContinuationsAsynchronously));
            SettleResponseHeaders();
            return _responseHeaders.Task;
        }
    }

    /// <summary>The server answered, but with a status only.</summary>
    public void UseNoHeaders()
    {
        Volatile.Write(ref _hasNoHeaders, true);
        SettleResponseHeaders();
    }

    private void SettleResponseHeaders()
    {
        if (Volatile.Read(ref _responseHeaders) is not { } headers)
            return;
        if (Volatile.Read(ref _response) is { } response)
            headers.TrySetResult(response.Headers);
        else if (Volatile.Read(ref _hasNoHeaders))
            headers.TrySetResult(Metadata.Empty);
        else if (Outcome is { } outcome && headers.TrySetException(ToException(outcome)))
            _ = headers.Task.Exception; // Who asked may have lost interest.
    }
}
