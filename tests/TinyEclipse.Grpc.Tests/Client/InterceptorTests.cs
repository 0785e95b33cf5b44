using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Tests.Interop;

namespace Grpc.Tests.Client;

public sealed class InterceptorTests(ServerFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_interceptor_sees_every_kind_of_call_first()
    {
        var seen = new List<string>();
        var client = new Interop.InteropService.InteropServiceClient(
            fixture.Channel.Intercept(new Recorder("outer", seen), new Recorder("inner", seen)));

        client.Echo(new EchoRequest(), cancellationToken: Token);
        await client.EchoAsync(new EchoRequest(), cancellationToken: Token);
        using var count = client.Count(new CountRequest(), cancellationToken: Token);
        using var sum = client.Sum(cancellationToken: Token);
        using var chat = client.Chat(cancellationToken: Token);

        Assert.Equal(
            ["outer blocking", "inner blocking", "outer Unary", "inner Unary", "outer ServerStreaming", "inner ServerStreaming",
             "outer ClientStreaming", "inner ClientStreaming", "outer DuplexStreaming", "inner DuplexStreaming"],
            seen);
    }

    [Fact]
    public async Task A_function_may_add_metadata_to_every_call()
    {
        var client = new Interop.InteropService.InteropServiceClient(fixture.Channel.Intercept(metadata =>
        {
            metadata.Add("from", "function");
            return metadata;
        }));

        var response = await client.EchoAsync(new EchoRequest(), cancellationToken: Token);

        Assert.Contains(response.RequestHeaders, entry => entry.Key == "from" && entry.Text == "function");
    }

    [Fact]
    public async Task An_interceptor_may_answer_itself()
    {
        var client = new Interop.InteropService.InteropServiceClient(fixture.Channel.Intercept(new Answering()));

        using var call = client.EchoAsync(new EchoRequest(), cancellationToken: Token);

        Assert.Equal("from the interceptor", (await call).Text);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Equal("kept", call.GetTrailers().GetValue("cache"));
    }

    private sealed class Recorder(string name, List<string> seen) : Interceptor
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} blocking");
            return continuation(request, context);
        }

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation) => continuation(request, Record(context));

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) => continuation(request, Record(context));

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation) => continuation(Record(context));

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) => continuation(Record(context));

        private ClientInterceptorContext<TRequest, TResponse> Record<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
            where TRequest : class
            where TResponse : class
        {
            seen.Add($"{name} {context.Method.Type}");
            return context;
        }
    }

    private sealed class Answering : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
            new(
                Task.FromResult((TResponse)(object)new EchoResponse { Text = "from the interceptor" }),
                Task.FromResult(new Metadata()),
                () => Status.DefaultSuccess,
                () => new Metadata { { "cache", "kept" } },
                () => { });
    }
}
