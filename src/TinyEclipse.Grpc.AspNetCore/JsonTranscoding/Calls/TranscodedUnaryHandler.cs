using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Calls;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Calls;

/// <summary>Serves one HTTP rule of a unary method.</summary>
internal sealed class TranscodedUnaryHandler<TRequest, TResponse>(
    ServiceMethod method,
    UnaryServerMethod<TRequest, TResponse> handler,
    RequestReader requests,
    ResponseJson responses,
    ErrorJson errors,
    bool indented,
    ILogger logger)
    where TRequest : class
    where TResponse : class
{
    public async Task HandleAsync(HttpContext http)
    {
        using var call = new TranscodedCallContext(http, method);
        using var body = new PooledBufferWriter();
        var httpStatus = StatusCodes.Status200OK;
        var contentType = JsonContentType.Json;
        try
        {
            call.Lifetime.Start(CancellationToken.None);
            var request = (TRequest)await requests.ReadAsync(call);
            var running = handler(request, call);
            if (!running.IsCompleted && call.Deadline != DateTime.MaxValue && !await IsInTimeAsync(running, call))
            {
                await GiveUpAsync(call, running, body);
                return;
            }

            var response = await running;
            if (call.Status.StatusCode == StatusCode.OK)
                contentType = responses.Write((IMessage)(object)(response ?? throw NoMessage()), indented, body);
        }
        catch (Exception exception)
        {
            CallFailure.Apply(call, exception, logger);
            httpStatus = (exception as RefusedRequestException)?.HttpStatus ?? httpStatus;
        }

        if (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
            await SendAsync(call, body, httpStatus, contentType);
    }

    private static async Task<bool> IsInTimeAsync(Task running, TranscodedCallContext call)
    {
        await Task.WhenAny(running, Task.Delay(Timeout.Infinite, call.CancellationToken));
        return running.IsCompleted || call.Lifetime.Ended is not { StatusCode: StatusCode.DeadlineExceeded };
    }

    // The caller gets the answer now. The request lasts until the service is done with it, for it may still use it.
    private async Task GiveUpAsync(TranscodedCallContext call, Task running, PooledBufferWriter body)
    {
        call.Status = call.Lifetime.Ended!.Value;
        CallLog.Ended(logger, call.Method, call.Status.StatusCode);
        await SendAsync(call, body, StatusCodes.Status200OK, JsonContentType.Json);
        await call.HttpContext.Response.CompleteAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private ValueTask<FlushResult> SendAsync(
        TranscodedCallContext call, PooledBufferWriter body, int httpStatus, string contentType)
    {
        var response = call.HttpContext.Response;
        if (call.Status.StatusCode != StatusCode.OK)
        {
            body.Clear();
            errors.Write(call, indented, body);
            httpStatus = httpStatus == StatusCodes.Status200OK ? HttpStatusOf.Code(call.Status.StatusCode) : httpStatus;
            contentType = JsonContentType.Json;
        }

        call.WriteTrailersAsHeaders();
        response.StatusCode = httpStatus;
        response.ContentType = contentType;
        response.ContentLength = body.WrittenCount;
        response.BodyWriter.Write(body.WrittenSpan);
        return response.BodyWriter.FlushAsync(call.HttpContext.RequestAborted);
    }

    private static RpcException NoMessage() => new(new Status(StatusCode.Internal, "The method returned no message."));
}
