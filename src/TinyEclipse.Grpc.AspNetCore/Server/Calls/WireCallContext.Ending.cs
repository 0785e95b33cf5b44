using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server.Calls;

// A call ends once: when its service is done or, should that not heed the token, when its deadline passes. The gate sees to it that the
// two do not meet, and that the status does not end up inside a message that is being written.
internal sealed partial class WireCallContext
{
    private const int NoError = 0;
    private const int InternalError = 2;

    private readonly Lock _gate = new();
    private Task? _endedAtDeadline;
    private bool _writing;
    private bool _ended;
    private bool _completeAfterWrite;

    /// <summary>Sends what is left, status and trailers. Does nothing if the deadline has done it.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            if (_ended)
                return _endedAtDeadline ?? Task.CompletedTask;
            _ended = true;
        }

        return _heldBack.IsCompleted ? EndNowAsync() : EndHeldBackAsync();
    }

    private async Task EndHeldBackAsync()
    {
        await _heldBack;
        await EndNowAsync();
    }

    private Task EndNowAsync()
    {
        _gatherer?.HandOver();
        WriteStatus(Status, HasResponseTrailers ? ResponseTrailers : Metadata.Empty);
        return Task.CompletedTask;
    }

    private void OnDeadlinePassed()
    {
        lock (_gate)
        {
            // The timer may be late: when the call has ended, its request is another's by now.
            if (_ended || Lifetime.Ended is not { StatusCode: StatusCode.DeadlineExceeded })
                return;
            _ended = true;
            // The token stops a write too, and then that goes on to end the call.
            if (_writing)
                _completeAfterWrite = true;
            else
                _endedAtDeadline = CompleteAsync();
        }
    }

    private void BeginWrite()
    {
        lock (_gate)
            EnterWrite();
    }

    private void EndWrite()
    {
        lock (_gate)
            LeaveWrite();
    }

    private void EnterWrite()
    {
        ThrowIfEnded();
        if (_writing)
            throw new InvalidOperationException("The previous write is still in progress; await it first.");
        _writing = true;
    }

    private void ThrowIfEnded()
    {
        if (_ended)
            throw new OperationCanceledException("The call has ended.");
    }

    private void LeaveWrite()
    {
        _writing = false;
        if (_completeAfterWrite)
            _endedAtDeadline = CompleteAsync();
    }

    private void Abandon()
    {
        lock (_gate)
            _ended = true;
        if (HttpContext.Features.Get<IHttpResetFeature>() is { } stream)
            stream.Reset(InternalError);
        else
            HttpContext.Abort();
    }

    // The service may still be running and adding trailers: they are left out.
    private async Task CompleteAsync()
    {
        _gatherer?.HandOver();
        WriteStatus(new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded"), Metadata.Empty);
        await HttpContext.Response.CompleteAsync();
        HttpContext.Features.Get<IHttpResetFeature>()?.Reset(NoError);
    }

    private void WriteStatus(Status status, Metadata trailers)
    {
        // Nothing sent yet: the status takes the place of the headers ("Trailers-Only").
        var destination = _headersWritten || _messageWritten
            ? HttpContext.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers
            : HttpContext.Response.Headers;
        if (!ResponseStatus.TryWrite(destination, trailers))
            status = new Status(StatusCode.Internal, "A trailer of the response has characters that HTTP does not allow.");
        ResponseStatus.Write(destination, status);
    }
}
