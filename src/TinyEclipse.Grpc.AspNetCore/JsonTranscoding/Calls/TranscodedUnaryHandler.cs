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
    ErrorResponse errors,
    bool indented,
    ILogger logger)
    where TRequest : class
    where TResponse : class
{
    public async Task HandleAsync(HttpContext http)
    {
        using var call = new TranscodedCallContext(http, method);
        using var body = new PooledBufferWriter();
        var contentType = "";
        int? httpStatus = null;
        Task<TResponse>? unfinished = null;
        try
        {
            call.Start(logger, CancellationToken.None);
            var request = (TRequest)await requests.ReadAsync(call);
            var running = handler(request, call);
            if (await call.IsInTimeAsync(running))
                contentType = WriteResponse(call, await running, body);
            else
                (unfinished, call.Status) = (running, call.Lifetime.Ended!.Value);
        }
        catch (Exception exception)
        {
            CallFailure.Apply(call, exception, logger);
            httpStatus = (exception as RefusedRequestException)?.HttpStatus;
        }

        if (call.CanAnswer)
        {
            await (call.Status.StatusCode != StatusCode.OK ? errors.SendAsync(call, httpStatus)
                : responses.IsRaw ? call.SendAsync(StatusCodes.Status200OK, contentType, body)
                : call.SendJsonAsync(StatusCodes.Status200OK, body));
        }

        if (unfinished is not null)
            await TranscodedCallContext.LetFinishAsync(http, unfinished);
    }

    private string WriteResponse(TranscodedCallContext call, TResponse? response, PooledBufferWriter body)
    {
        if (call.Status.StatusCode != StatusCode.OK)
            return ""; // the service said so by context.Status; a message would only hide it

        return response is null
            ? throw new RpcException(new Status(StatusCode.Internal, "The method returned no message."))
            : responses.Write((IMessage)response, indented, body);
    }
}
