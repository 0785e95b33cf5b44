using Grpc.Core;
using Grpc.Framing;
using Grpc.Net.Client.Requests;

namespace Grpc.Net.Client.Calls;

/// <summary>Makes the four kinds of calls of a channel out of the same parts: a session, a request body, a sender and the response.</summary>
internal sealed class HttpCallInvoker(GrpcChannel channel) : CallInvoker
{
    // Waits on a thread of its own, so that a caller with a synchronization context cannot lock itself out.
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        Task.Run(() => AsyncUnaryCall(method, host, options, request).ResponseAsync).GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var (session, sender) = Start(method, host, options);
        var response = Observe(ReadSingleAsync(session, SendAsync(session, sender, method, request), method.ResponseMarshaller));
        return new AsyncUnaryCall<TResponse>(response, GetHeaders, GetStatus, GetTrailers, Dispose, session);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var (session, sender) = Start(method, host, options);
        var sending = Observe(SendAsync(session, sender, method, request));
        var reader = new ClientStreamReader<TResponse>(session, sending, method.ResponseMarshaller);
        return new AsyncServerStreamingCall<TResponse>(reader, GetHeaders, GetStatus, GetTrailers, Dispose, session);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var (session, sender) = Start(method, host, options);
        var (body, writer) = OpenStream(session, method);
        var response = Observe(ReadSingleAsync(session, sender.SendAsync(body), method.ResponseMarshaller));
        writer.Response = response;
        return new AsyncClientStreamingCall<TRequest, TResponse>(writer, response, GetHeaders, GetStatus, GetTrailers, Dispose, session);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var (session, sender) = Start(method, host, options);
        var (body, writer) = OpenStream(session, method);
        var reader = new ClientStreamReader<TResponse>(session, Observe(sender.SendAsync(body)), method.ResponseMarshaller);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(writer, reader, GetHeaders, GetStatus, GetTrailers, Dispose, session);
    }

    private static Task<Metadata> GetHeaders(object session) => ((CallSession)session).ResponseHeadersAsync;

    private static Status GetStatus(object session) => ((CallSession)session).GetStatus();

    private static Metadata GetTrailers(object session) => ((CallSession)session).GetTrailers();

    private static void Dispose(object session) => ((CallSession)session).Dispose();

    private static async Task<TResponse> ReadSingleAsync<TResponse>(
        CallSession session, Task<CallResponse> sending, Marshaller<TResponse> marshaller)
        where TResponse : class
    {
        try
        {
            var response = await sending;
            var message = await response.ReadSingleAsync(marshaller, session.Stopped);
            var outcome = response.ReadOutcome();
            if (message is null && outcome.IsOk)
                outcome = new CallOutcome(StatusCode.Internal, "The server completed the call without a response message.");
            outcome = session.End(outcome);
            return outcome.IsOk ? message! : throw session.ToException(outcome);
        }
        catch (Exception exception)
        {
            throw session.Fail(exception);
        }
    }

    // Not everybody awaits a call to its end; its failure is no unobserved exception.
    private static Task<T> Observe<T>(Task<T> task)
    {
        _ = task.ContinueWith(
            static ended => _ = ended.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return task;
    }

    private (CallSession Session, CallSender Sender) Start(IMethod method, string? host, CallOptions options)
    {
        var target = channel.GetTarget(method);
        var session = new CallSession(channel, target, options);
        return (session, new CallSender(channel, session, target, host));
    }

    private async Task<CallResponse> SendAsync<TRequest, TResponse>(
        CallSession session, CallSender sender, Method<TRequest, TResponse> method, TRequest request)
    {
        RequestBody body;
        try
        {
            var frame = new PooledBufferWriter();
            using var serializer = channel.CreateSerializer(frame, session.Options.Headers);
            serializer.Serialize(method.RequestMarshaller, request, session.Options.WriteOptions?.Flags ?? default);
            body = new SingleMessageBody(frame, session.RetryBuffer);
        }
        catch (Exception exception)
        {
            throw session.Fail(exception);
        }

        return await sender.SendAsync(body);
    }

    private (StreamingBody Body, ClientStreamWriter<TRequest> Writer) OpenStream<TRequest, TResponse>(
        CallSession session, Method<TRequest, TResponse> method)
        where TRequest : class
    {
        var body = new StreamingBody(session.RetryBuffer);
        var writer = new ClientStreamWriter<TRequest>(
            session, body, method.RequestMarshaller, frame => channel.CreateSerializer(frame, session.Options.Headers));
        return (body, writer);
    }
}
