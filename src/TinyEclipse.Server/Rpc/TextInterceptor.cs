using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace TinyEclipse.Server.Rpc;

/// <summary>Refuses texts that PostgreSQL cannot keep, wherever in a request they stand, so that no service has to think of them.</summary>
public sealed class TextInterceptor : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(request);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(request);
        return continuation(request, responseStream, context);
    }

    private static void Check<T>(T request)
    {
        if (request is not IMessage message)
            return;

        var checks = new Checks();
        foreach (var path in TextPlan.Of(message.Descriptor).FindBad(message))
            checks.Field(path, isValid: false, "must not contain the character 0");
        checks.ThrowIfFailed();
    }
}
