using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Tests.Interop;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests.Server;

public sealed class InterceptorTests
{
    [Theory]
    [InlineData("Echo")]
    [InlineData("Sum")]
    [InlineData("Count")]
    [InlineData("Chat")]
    public async Task The_first_added_is_outermost_and_those_of_all_services_stand_around_those_of_one(string method)
    {
        await using var server = await InteropServer.StartAsync(
            options =>
            {
                options.Interceptors.Add<Tracing>("one");
                options.Interceptors.Add<Tracing>("two");
            },
            (services, grpc) =>
            {
                services.AddSingleton<Trace>();
                grpc.AddServiceOptions<InteropService>(options => options.Interceptors.Add<Tracing>("three"));
            });

        var response = await server.Http2.CallAsync(method, [0, 0, 0, 0, 0]);

        Assert.Equal("0", response.Status);
        Assert.Equal(
            ["in one", "in two", "in three", "out three", "out two", "out one"],
            server.Services.GetRequiredService<Trace>().Steps);
    }

    [Fact]
    public async Task An_interceptor_can_end_a_call_before_the_service_is_made()
    {
        await using var server = await InteropServer.StartAsync<ServiceThatCannotBeMade>(
            options => options.Interceptors.Add<Refusing>());

        var response = await server.Http2.CallAsync("Echo", new EchoRequest());

        Assert.Equal(("16", "who are you?"), (response.Status, response.Message));
    }

    [Fact]
    public async Task A_registered_interceptor_is_taken_from_the_services()
    {
        var counting = new Counting();
        await using var server = await InteropServer.StartAsync(
            options => options.Interceptors.Add<Counting>(), (services, _) => services.AddSingleton(counting));

        await server.Http2.CallAsync("Echo", new EchoRequest());
        await server.Http2.CallAsync("Echo", new EchoRequest());

        Assert.Equal(2, counting.Calls);
    }

    [Fact]
    public async Task A_context_that_wraps_the_servers_still_leads_to_the_request()
    {
        await using var server = await InteropServer.StartAsync<HttpContextService>(options => options.Interceptors.Add<Wrapping>());

        var response = await server.Http2.CallAsync("Echo", new EchoRequest());

        Assert.Equal("/tests.interop.v1.InteropService/Echo", response.OnlyMessage(EchoResponse.Parser).Text);
    }

    [Fact]
    public void Only_interceptors_can_be_added() =>
        Assert.Throws<ArgumentException>(() => new Grpc.AspNetCore.Server.InterceptorCollection().Add(typeof(string)));

    private sealed class Trace
    {
        public List<string> Steps { get; } = [];
    }

    private sealed class Tracing(string name, Trace trace) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(() => continuation(request, context));

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(() => continuation(requestStream, context));

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(async () =>
            {
                await continuation(request, responseStream, context);
                return true;
            });

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(async () =>
            {
                await continuation(requestStream, responseStream, context);
                return true;
            });

        private async Task<T> AroundAsync<T>(Func<Task<T>> call)
        {
            trace.Steps.Add($"in {name}");
            var result = await call();
            trace.Steps.Add($"out {name}");
            return result;
        }
    }

    private sealed class Refusing : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.Unauthenticated, "who are you?"));
    }

    private sealed class Counting : Interceptor
    {
        public int Calls { get; private set; }

        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            Calls++;
            return continuation(request, context);
        }
    }

    private sealed class ServiceThatCannotBeMade(Trace trace) : Interop.InteropService.InteropServiceBase
    {
        public override Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context) =>
            Task.FromResult(new EchoResponse { Text = trace.Steps[0] });
    }

    private sealed class HttpContextService : Interop.InteropService.InteropServiceBase
    {
        public override Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context) =>
            Task.FromResult(new EchoResponse { Text = context.GetHttpContext().Request.Path });
    }

    private sealed class Wrapping : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            continuation(request, new Wrapper(context));
    }

    private sealed class Wrapper(ServerCallContext inner) : ServerCallContext
    {
        protected override string MethodCore => inner.Method;

        protected override string HostCore => inner.Host;

        protected override string PeerCore => inner.Peer;

        protected override DateTime DeadlineCore => inner.Deadline;

        protected override Metadata RequestHeadersCore => inner.RequestHeaders;

        protected override CancellationToken CancellationTokenCore => inner.CancellationToken;

        protected override Metadata ResponseTrailersCore => inner.ResponseTrailers;

        protected override Status StatusCore { get => inner.Status; set => inner.Status = value; }

        protected override WriteOptions? WriteOptionsCore { get => inner.WriteOptions; set => inner.WriteOptions = value; }

        protected override AuthContext AuthContextCore => inner.AuthContext;

        protected override IDictionary<object, object> UserStateCore => inner.UserState;

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => inner.WriteResponseHeadersAsync(responseHeaders);

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
            inner.CreatePropagationToken(options);
    }
}
