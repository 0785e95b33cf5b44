using Google.Protobuf;
using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Calls;

/// <summary>The messages a service streams, each flushed as it is written: a caller who does not read holds the service back.</summary>
internal sealed class JsonResponseStream<TResponse>(TranscodedCallContext call, ResponseJson responses, ErrorResponse errors, StreamFormat format)
    : IServerStreamWriter<TResponse>, IDisposable
    where TResponse : class
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private string? _contentType;
    private bool _closed;

    public WriteOptions? WriteOptions { get; set; }

    private HttpResponse Response => call.HttpContext.Response;

    public Task WriteAsync(TResponse message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TResponse message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        TakeTurn();
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            call.CancellationToken.ThrowIfCancellationRequested();
            using var body = new PooledBufferWriter();
            WriteHeaders(responses.Write((IMessage)message, indented: false, body));
            format.WriteMessage(body.WrittenSpan, Response.BodyWriter);
            if ((WriteOptions ?? call.WriteOptions)?.Flags.HasFlag(WriteFlags.BufferHint) != true)
                await FlushAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Opens the stream before its first message, unless that is to tell the content type.</summary>
    public async Task SendHeadersAsync()
    {
        if (format == StreamFormat.Raw)
            return;

        TakeTurn();
        try
        {
            WriteHeaders(format.ContentType);
            await FlushAsync(call.CancellationToken); // starting alone keeps them in the buffer
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Says how the call ended. Nothing can be written afterwards.</summary>
    public async Task EndAsync(int? httpStatus)
    {
        _closed = true;
        await _turn.WaitAsync(CancellationToken.None); // the call's token stops a write that is under way
        if (call.HttpContext.RequestAborted.IsCancellationRequested)
            return;

        var isError = call.Status.StatusCode != StatusCode.OK;
        if (isError && !Response.HasStarted && _contentType is null)
            await errors.SendAsync(call, httpStatus);
        else if (isError && format == StreamFormat.Raw)
            call.HttpContext.Abort(); // half a file must not look like a whole one
        else
            await WriteEndAsync(isError);
    }

    public void Dispose() => _turn.Dispose();

    private async Task WriteEndAsync(bool isError)
    {
        using var error = new PooledBufferWriter();
        if (isError)
            errors.Write(call, indented: false, error);
        if (!Response.HasStarted)
            call.WriteTrailersAsHeaders();
        WriteHeaders(format.ContentType);
        format.WriteEnd(error.WrittenSpan, Response.BodyWriter);
        await Response.BodyWriter.FlushAsync(call.HttpContext.RequestAborted);
    }

    private void TakeTurn()
    {
        if (_closed)
            throw new OperationCanceledException("The call has ended.");
        if (!_turn.Wait(0, CancellationToken.None))
            throw new InvalidOperationException("The previous write is still in progress; await it first.");
    }

    private void WriteHeaders(string contentType)
    {
        if (_contentType is not null)
            return;

        _contentType = contentType;
        call.HttpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        Response.ContentType = format == StreamFormat.Raw ? contentType : format.ContentType;
        Response.Headers.Append("Vary", "Accept");
        if (format == StreamFormat.Events)
            Response.Headers.CacheControl = "no-cache";
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        using var either = cancellationToken.CanBeCanceled && cancellationToken != call.CancellationToken
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, call.CancellationToken)
            : null;
        var token = either?.Token ?? call.CancellationToken;
        try
        {
            var result = await Response.BodyWriter.FlushAsync(token);
            if (!result.IsCompleted && !result.IsCanceled)
                return;
        }
        catch (Exception reason) when (reason is IOException or OperationCanceledException && !token.IsCancellationRequested)
        {
            throw call.Lifetime.CallerGone(reason);
        }

        throw call.Lifetime.CallerGone(reason: null);
    }
}
