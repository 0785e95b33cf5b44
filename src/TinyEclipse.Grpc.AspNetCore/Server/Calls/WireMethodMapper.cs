using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Calls;

/// <summary>gRPC's own door: what each kind of call reads and writes around its handler.</summary>
internal sealed class WireMethodMapper(IHostApplicationLifetime lifetime, ILoggerFactory loggers) : IServiceMethodMapper
{
    private readonly ILogger _logger = loggers.CreateLogger(CallLog.Category);

    public void MapUnary<TRequest, TResponse>(
        ServiceMethod<TRequest, TResponse> method,
        UnaryServerMethod<TRequest, TResponse> handler,
        ServiceEndpoints endpoints)
        where TRequest : class
        where TResponse : class =>
        Map(endpoints, method, async call =>
        {
            var request = await call.ReadSingleAsync(method.RequestMarshaller);
            WriteSingle(call, method, await handler(request, call));
        });

    public void MapClientStreaming<TRequest, TResponse>(
        ServiceMethod<TRequest, TResponse> method,
        ClientStreamingServerMethod<TRequest, TResponse> handler,
        ServiceEndpoints endpoints)
        where TRequest : class
        where TResponse : class =>
        Map(endpoints, method, async call =>
        {
            var requests = new RequestStream<TRequest>(call, method.RequestMarshaller);
            WriteSingle(call, method, await handler(requests, call));
        });

    public void MapServerStreaming<TRequest, TResponse>(
        ServiceMethod<TRequest, TResponse> method,
        ServerStreamingServerMethod<TRequest, TResponse> handler,
        ServiceEndpoints endpoints)
        where TRequest : class
        where TResponse : class =>
        Map(endpoints, method, async call =>
        {
            var request = await call.ReadSingleAsync(method.RequestMarshaller);
            await handler(request, new ResponseStream<TResponse>(call, method.ResponseMarshaller), call);
        });

    public void MapDuplexStreaming<TRequest, TResponse>(
        ServiceMethod<TRequest, TResponse> method,
        DuplexStreamingServerMethod<TRequest, TResponse> handler,
        ServiceEndpoints endpoints)
        where TRequest : class
        where TResponse : class =>
        Map(endpoints, method, call => handler(
            new RequestStream<TRequest>(call, method.RequestMarshaller),
            new ResponseStream<TResponse>(call, method.ResponseMarshaller),
            call));

    private static void WriteSingle<TRequest, TResponse>(WireCallContext call, ServiceMethod<TRequest, TResponse> method, TResponse? response)
        where TRequest : class
        where TResponse : class
    {
        if (call.Status.StatusCode != StatusCode.OK)
            return; // the service said so by context.Status; a message would only hide it

        if (response is null)
            throw new RpcException(new Status(StatusCode.Internal, "The method returned no message."));
        call.WriteSingle(method.ResponseMarshaller, response);
    }

    private void Map(ServiceEndpoints endpoints, ServiceMethod method, Func<WireCallContext, Task> run)
    {
        // A unary call is let finish when the server stops; a stream might never do so by itself.
        var stopping = method.Type == MethodType.Unary ? CancellationToken.None : lifetime.ApplicationStopping;
        var handler = new WireHandler(method, run, _logger, stopping);
        var pattern = RoutePatternFactory.Parse(method.FullName);
        endpoints.Map(pattern, HttpMethods.Post, method, handler.HandleAsync);
        endpoints.HideFromOtherMethods(pattern, method);
    }
}
