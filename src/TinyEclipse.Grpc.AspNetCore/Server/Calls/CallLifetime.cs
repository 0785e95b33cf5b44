using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Calls;

/// <summary>How long a call may go on: until the caller goes away, the deadline passes or, for a stream, the server stops.</summary>
internal sealed class CallLifetime(HttpContext httpContext, string method) : IDisposable
{
    private CancellationTokenSource? _source;
    private Timer? _timer;
    private ILogger? _logger;
    private CancellationToken? _token;
    private CancellationToken _stopping;
    private CancellationTokenRegistration _onAbort;
    private CancellationTokenRegistration _onStop;
    private bool _callerGone;

    /// <summary>The caller sets a deadline. Most do not, and then nothing is made for one.</summary>
    public bool IsLimited => httpContext.Request.Headers.GrpcTimeout.Count > 0;

    public DateTime Deadline { get; private set; } = DateTime.MaxValue;

    /// <summary>Stays usable after the call, for work that the service left behind.</summary>
    public CancellationToken Token => _token ?? httpContext.RequestAborted;

    /// <summary>
    /// For a wait that fails by itself when the caller goes away, as reading and writing do. Kestrel makes the token of an aborted request when it is first
    /// asked for, which most calls can do without.
    /// </summary>
    public CancellationToken BeyondCaller => _token ?? CancellationToken.None;

    /// <summary>Called when the deadline has passed, whatever the callbacks of the token do with the thread they get.</summary>
    public Action? DeadlinePassed { get; set; }

    /// <summary>Why the token fired; null as long as it did not.</summary>
    public Status? Ended
    {
        get
        {
            if (_callerGone || httpContext.RequestAborted.IsCancellationRequested)
                return new Status(StatusCode.Cancelled, "The caller went away.");
            if (_source is not { IsCancellationRequested: true })
                return null;
            return _stopping.IsCancellationRequested && DateTime.UtcNow < Deadline
                ? new Status(StatusCode.Unavailable, "The server is shutting down.")
                : new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded");
        }
    }

    /// <param name="malformedTimeout">How to refuse a deadline that cannot be read.</param>
    /// <param name="logger">For what callbacks of the token throw.</param>
    /// <param name="stopping">Fires when the server stops; <see cref="CancellationToken.None"/> lets the call finish first.</param>
    /// <exception cref="RpcException">The deadline is malformed, or has passed already.</exception>
    public void Start(Status malformedTimeout, ILogger logger, CancellationToken stopping)
    {
        _logger = logger;
        if (IsLimited || stopping.CanBeCanceled)
        {
            _source = new CancellationTokenSource();
            _token = _source.Token;
            _stopping = stopping;
            _onAbort = httpContext.RequestAborted.UnsafeRegister(Fire, this);
            _onStop = stopping.UnsafeRegister(Fire, this);
        }

        if (IsLimited)
            StartDeadline(httpContext.Request.Headers.GrpcTimeout.ToString(), malformedTimeout);
    }

    /// <summary>Notes that reading or writing failed for want of a caller, which may show before the token fires, and fires that.</summary>
    public OperationCanceledException CallerGone(Exception? reason)
    {
        _callerGone = true;
        _ = FireAsync();
        return new OperationCanceledException("The caller went away.", reason);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _onAbort.Unregister();
        _onStop.Unregister();
        // Callbacks that are yet to run would be lost with it, and there is nothing in it then to let go of.
        if (_source is { IsCancellationRequested: false })
            _source.Dispose();
    }

    private void StartDeadline(string header, Status malformed)
    {
        if (!GrpcTimeout.TryDecode(header, out var timeout))
            throw new RpcException(malformed);

        var now = DateTime.UtcNow;
        Deadline = timeout < DateTime.MaxValue - now ? now + timeout : DateTime.MaxValue;
        if (timeout <= TimeSpan.Zero)
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded"));

        if (DeadlineTimer.For(timeout) is { } due)
            _timer = new Timer(static lifetime => ((CallLifetime)lifetime!).OnDeadline(), this, due, Timeout.InfiniteTimeSpan);
    }

    private void OnDeadline()
    {
        _ = FireAsync();
        DeadlinePassed?.Invoke();
    }

    private static void Fire(object? lifetime) => _ = ((CallLifetime)lifetime!).FireAsync();

    // The callbacks are the service's. On this thread one that blocks would hold up the transport, and one that throws would, from a
    // timer, end the process.
    private async Task FireAsync()
    {
        if (_source is null)
            return;

        try
        {
            await _source.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It was work that the service left behind; the call itself has ended.
        }
        catch (Exception exception)
        {
            CallLog.CallbackFailed(_logger!, method, exception);
        }
    }
}
