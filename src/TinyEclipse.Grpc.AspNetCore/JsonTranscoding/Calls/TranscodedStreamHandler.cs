using Grpc.AspNetCore.Server.Calls;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Calls;

/// <summary>Serves one HTTP rule of a server streaming method.</summary>
internal sealed class TranscodedStreamHandler<TRequest, TResponse>(
    ServiceMethod method,
    ServerStreamingServerMethod<TRequest, TResponse> handler,
    RequestReader requests,
    ResponseJson responses,
    ErrorResponse errors,
    ILogger logger,
    CancellationToken stopping)
    where TRequest : class
    where TResponse : class
{
    public async Task HandleAsync(HttpContext http)
    {
        using var call = new TranscodedCallContext(http, method);
        using var stream = new JsonResponseStream<TResponse>(
            call, responses, errors, responses.IsRaw ? StreamFormat.Raw : StreamFormat.For(http.Request));
        call.SendHeaders = stream.SendHeadersAsync;
        int? httpStatus = null;
        Task? unfinished = null;
        try
        {
            call.Start(logger, stopping);
            var request = (TRequest)await requests.ReadAsync(call);
            var running = handler(request, stream, call);
            if (await call.IsInTimeAsync(running))
                await running;
            else
                (unfinished, call.Status) = (running, call.Lifetime.Ended!.Value);
        }
        catch (Exception exception)
        {
            CallFailure.Apply(call, exception, logger);
            httpStatus = (exception as RefusedRequestException)?.HttpStatus;
        }

        await stream.EndAsync(httpStatus);
        if (unfinished is not null)
            await TranscodedCallContext.LetFinishAsync(http, unfinished);
    }
}
