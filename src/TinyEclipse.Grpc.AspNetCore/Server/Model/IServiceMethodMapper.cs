using Grpc.Core;

namespace Grpc.AspNetCore.Server.Model;

/// <summary>
/// A door to the methods of services: gRPC's own is <see cref="Calls.WireMethodMapper"/>; another one, such as JSON transcoding, registers
/// itself with TryAddEnumerable. MapGrpcService shows every method to every door once, at start-up, and a door adds the endpoints it wants.
/// The handler activates the service from the request's services, runs the interceptors around its method and releases it again. It may be
/// called with any context of which GetHttpContext() knows the request: derive from <see cref="Calls.HttpServerCallContext"/>. It throws
/// what the service throws; <see cref="Calls.CallFailure"/> makes a status of that.
/// </summary>
internal interface IServiceMethodMapper
{
    void MapUnary<TRequest, TResponse>(
        ServiceMethod<TRequest, TResponse> method,
        UnaryServerMethod<TRequest, TResponse> handler,
        ServiceEndpoints endpoints)
        where TRequest : class
        where TResponse : class
    {
    }

    void MapClientStreaming<TRequest, TResponse>(
        ServiceMethod<TRequest, TResponse> method,
        ClientStreamingServerMethod<TRequest, TResponse> handler,
        ServiceEndpoints endpoints)
        where TRequest : class
        where TResponse : class
    {
    }

    void MapServerStreaming<TRequest, TResponse>(
        ServiceMethod<TRequest, TResponse> method,
        ServerStreamingServerMethod<TRequest, TResponse> handler,
        ServiceEndpoints endpoints)
        where TRequest : class
        where TResponse : class
    {
    }

    void MapDuplexStreaming<TRequest, TResponse>(
        ServiceMethod<TRequest, TResponse> method,
        DuplexStreamingServerMethod<TRequest, TResponse> handler,
        ServiceEndpoints endpoints)
        where TRequest : class
        where TResponse : class
    {
    }
}
