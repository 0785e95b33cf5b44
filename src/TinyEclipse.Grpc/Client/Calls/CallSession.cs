using Grpc.Core;
using Grpc.Net.Client.Requests;
using Grpc.Net.Client.Retries;

namespace Grpc.Net.Client.Calls;

/// <summary>
/// The life of one call, whatever its kind: it ends once, by its status, by cancellation, by its deadline or by being disposed,
/// and then lets go of everything.
/// </summary>
internal sealed partial class CallSession : IDisposable
{
    private const string ByCaller = "Call canceled by the client.";
    private const string ByParent = "Call canceled with the call it belongs to.";
    private const string ByChannel = "The channel was disposed.";
    private const string ByDisposal = "Call disposed.";

    private readonly CancellationTokenSource _stop = new();
    private readonly GrpcChannel _channel;
    private readonly MethodTarget _target;
    private readonly CancellationTokenRegistration _callerToken;
    private readonly CancellationTokenRegistration _parentToken;
    private readonly CancellationTokenRegistration _channelToken;
    private string? _cancelReason;
    private CallOutcome? _outcome;
    private RequestBody? _request;
    private CallResponse? _response;

    public CallSession(GrpcChannel channel, MethodTarget target, CallOptions options)
    {
        _channel = channel;
        _target = target;
        Options = options;
        Deadline = CallDeadline.Of(options);
        _stop.Token.UnsafeRegister(static session => ((CallSession)session!).EndByStop(), this);
        CallDeadline.Start(_stop, Deadline);
        _callerToken = StopOn(options.CancellationToken);
        if (options.PropagationToken is { } parent)
            _parentToken = parent.CancellationToken.UnsafeRegister(static session => ((CallSession)session!).Cancel(ByParent), this);
        _channelToken = channel.Disposed.UnsafeRegister(static session => ((CallSession)session!).Cancel(ByChannel), this);
        if (Outcome is not null)
            Unregister();
    }

    public CallOptions Options { get; }

    public DateTime? Deadline { get; }

    /// <summary>Where to keep what a retry would need; null if the method is not retried.</summary>
    public RetryBuffer? RetryBuffer => _target.Retries is null ? null : _channel.RetryBuffer;

    public CancellationToken Stopped => _stop.Token;

    /// <summary>Null while the call runs.</summary>
    public CallOutcome? Outcome => Volatile.Read(ref _outcome);

    public Status GetStatus() =>
        Outcome?.Status ?? throw new InvalidOperationException("The status is not known before the call is complete.");

    public Metadata GetTrailers() =>
        Outcome?.Trailers ?? throw new InvalidOperationException("The trailers are not known before the call is complete.");

    public void Cancel(string reason)
    {
        Interlocked.CompareExchange(ref _cancelReason, reason, null);
        _stop.Cancel();
    }

    public void Dispose()
    {
        if (Outcome is null)
            Cancel(ByDisposal);
    }

    /// <summary>Cancels the call when the token fires, until the registration is disposed.</summary>
    public CancellationTokenRegistration StopOn(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static session => ((CallSession)session!).Cancel(ByCaller), this);

    public void Use(RequestBody request)
    {
        Interlocked.Exchange(ref _request, request);
        ReleaseIfEnded();
    }

    /// <summary>From now on it is this response that the call reads.</summary>
    public void Use(CallResponse response)
    {
        Interlocked.Exchange(ref _response, response);
        SettleResponseHeaders();
        ReleaseIfEnded();
    }

    /// <summary>Ends the call, unless it has ended already; returns how it did end.</summary>
    public CallOutcome End(CallOutcome outcome)
    {
        if (Interlocked.CompareExchange(ref _outcome, outcome, null) is { } former)
            return former;

        _stop.CancelAfter(Timeout.InfiniteTimeSpan);
        Unregister();
        SettleResponseHeaders();
        ReleaseIfEnded();
        _channel.Log.Ended(_target.FullName, outcome.Status.StatusCode, outcome.Status.Detail);
        return outcome;
    }

    /// <summary>Ends the call with what went wrong; returns what its caller is to see.</summary>
    public Exception Fail(Exception exception) => ToException(End(ToOutcome(exception)));

    public void ThrowIfEnded()
    {
        if (Outcome is { } outcome)
            throw ToException(outcome);
    }

    public CallOutcome ToOutcome(Exception exception)
    {
        if (exception is RpcException failure)
            return new CallOutcome(failure.Status, failure.Trailers);

        // A read or write may learn of the stop before the call has ended by it.
        if (Stopped.IsCancellationRequested)
            return StopOutcome();

        // The server watches the deadline too, and may cut the stream a moment before the timer here.
        return Deadline is { } deadline && DateTime.UtcNow >= deadline ? DeadlineExceeded() : TransportErrors.ToOutcome(exception);
    }

    public Exception ToException(CallOutcome outcome)
    {
        var failure = new RpcException(outcome.Status, outcome.Trailers);
        return _channel.ThrowsOperationCanceled && outcome.StoppedHere
            ? new OperationCanceledException(outcome.Status.Detail, failure, Options.CancellationToken)
            : failure;
    }

    private static CallOutcome DeadlineExceeded() =>
        new(new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded"), Metadata.Empty, StoppedHere: true);

    private CallOutcome StopOutcome() =>
        _cancelReason is { } reason
            ? new CallOutcome(new Status(StatusCode.Cancelled, reason), Metadata.Empty, StoppedHere: true)
            : DeadlineExceeded();

    private void EndByStop() => End(StopOutcome());

    private void Unregister()
    {
        _callerToken.Unregister();
        _parentToken.Unregister();
        _channelToken.Unregister();
    }

    // The call may end while a request or response is being handed over, so both sides look.
    private void ReleaseIfEnded()
    {
        if (Outcome is null)
            return;
        Volatile.Read(ref _response)?.Dispose();
        Volatile.Read(ref _request)?.Dispose();
    }
}
