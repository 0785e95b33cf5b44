using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.Tests;

/// <summary>Knows of the calls, by their `call-name`, which have begun and which ended because their caller gave up or ran out of time.</summary>
public sealed class WatchedCalls : Interceptor
{
    private readonly ConcurrentDictionary<string, WatchedCall> _calls = new(StringComparer.Ordinal);

    public Task HasBegunAsync(string name) => Call(name).Begun.Task;

    public Task WasCancelledAsync(string name) => Call(name).Cancelled.Task;

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        using var watch = Watching(context);
        watch?.Begin();
        return await continuation(request, context);
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var watch = Watching(context);
        return await continuation(new WatchedReader<TRequest>(requestStream, watch), context);
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var watch = Watching(context);
        watch?.Begin();
        await continuation(request, responseStream, context);
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var watch = Watching(context);
        await continuation(new WatchedReader<TRequest>(requestStream, watch), responseStream, context);
    }

    private Watch? Watching(ServerCallContext context) =>
        context.RequestHeaders.GetValue("call-name") is { } name ? new Watch(Call(name), context.CancellationToken) : null;

    private WatchedCall Call(string name) => _calls.GetOrAdd(name, _ => new WatchedCall());

    private sealed class WatchedCall
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Watch(WatchedCall call, CancellationToken cancellationToken) : IDisposable
    {
        public void Begin() => call.Begun.TrySetResult();

        // When the handler is done, not when its token fires: a handler that went on would show.
        public void Dispose()
        {
            if (cancellationToken.IsCancellationRequested)
                call.Cancelled.TrySetResult();
        }
    }

    // A call with requests has begun when the first of them is there: some clients end their requests before they cancel.
    private sealed class WatchedReader<T>(IAsyncStreamReader<T> reader, Watch? watch) : IAsyncStreamReader<T>
    {
        public T Current => reader.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            var isThere = await reader.MoveNext(cancellationToken);
            watch?.Begin();
            return isThere;
        }
    }
}
