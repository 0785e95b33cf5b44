using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Tests.Interop;

namespace Grpc.Tests;

/// <summary>The service that clients and foreign clients are tested with. A singleton may be shared by tests.</summary>
public sealed class InteropService : Interop.InteropService.InteropServiceBase
{
    private readonly ConcurrentDictionary<string, WaitingCall> _waiting = new(StringComparer.Ordinal);

    /// <summary>Completes when the Wait call of that name is here: one that was given up on its way never comes.</summary>
    public Task HasBegunAsync(string name) => Waiting(name).Begun.Task;

    /// <summary>Completes when the server notices that the Wait call of that name was cancelled.</summary>
    public Task WasCancelledAsync(string name) => Waiting(name).Cancelled.Task;

    public override async Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context)
    {
        if (request.NoCompression)
            context.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        if (request.ResponseHeaders.Count > 0)
            await context.WriteResponseHeadersAsync(ToMetadata(request.ResponseHeaders));
        AddTrailers(context, request.ResponseTrailers);

        return new EchoResponse
        {
            Text = request.Text,
            Payload = request.ResponseSize > 0 ? ByteString.CopyFrom(new byte[request.ResponseSize]) : request.Payload,
            RequestHeaders = { context.RequestHeaders.Select(ToMessage) },
            Deadline = context.Deadline == DateTime.MaxValue ? null : Timestamp.FromDateTime(context.Deadline),
            Method = context.Method,
            Host = context.Host,
            Peer = context.Peer,
        };
    }

    public override async Task<Empty> Fail(FailRequest request, ServerCallContext context)
    {
        if (request.AfterHeaders)
            await context.WriteResponseHeadersAsync(new Metadata { { "before", "failure" } });
        if (request.Unexpectedly)
            throw new InvalidOperationException(request.Message);

        var trailers = ToMetadata(request.Trailers);
        if (request.Details.Count > 0)
            trailers.SetRpcStatus(new Google.Rpc.Status { Code = request.Code, Message = request.Message, Details = { request.Details } });

        var status = new Status((StatusCode)request.Code, request.Message);
        if (!request.ByStatus)
            throw new RpcException(status, trailers);

        context.Status = status;
        AddTrailers(context, request.Trailers);
        return new Empty();
    }

    public override async Task<Empty> Wait(WaitRequest request, ServerCallContext context)
    {
        var call = Waiting(request.Name);
        call.Begun.TrySetResult();
        try
        {
            await Task.Delay(request.Duration.ToTimeSpan(), context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            call.Cancelled.TrySetResult();
            throw;
        }

        return new Empty();
    }

    public override async Task<SumResponse> Sum(IAsyncStreamReader<Number> requestStream, ServerCallContext context)
    {
        var response = new SumResponse();
        await foreach (var number in requestStream.ReadAllAsync(context.CancellationToken))
        {
            response.Sum += number.Value;
            response.Count++;
            await PauseAsync(number.Pause, context.CancellationToken);
        }

        return response;
    }

    public override async Task Count(CountRequest request, IServerStreamWriter<Number> responseStream, ServerCallContext context)
    {
        if (request.ResponseHeaders.Count > 0)
            await context.WriteResponseHeadersAsync(ToMetadata(request.ResponseHeaders));
        AddTrailers(context, request.ResponseTrailers);

        for (var value = 1; value <= request.To; value++)
        {
            if (request.FailAfter > 0 && value > request.FailAfter)
                throw new RpcException(new Status(StatusCode.Aborted, $"stopped after {request.FailAfter}"));
            await responseStream.WriteAsync(new Number { Value = value }, context.CancellationToken);
            await PauseAsync(request.Interval, context.CancellationToken);
        }
    }

    public override async Task Chat(
        IAsyncStreamReader<ChatMessage> requestStream, IServerStreamWriter<ChatMessage> responseStream, ServerCallContext context)
    {
        await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (message.Text == "fail")
                throw new RpcException(new Status(StatusCode.Aborted, "as asked"));
            await responseStream.WriteAsync(message, context.CancellationToken);
            if (message.Text == "bye")
                return;
            await PauseAsync(message.Pause, context.CancellationToken);
        }
    }

    private static Task PauseAsync(Duration? pause, CancellationToken cancellationToken) =>
        pause is null ? Task.CompletedTask : Task.Delay(pause.ToTimeSpan(), cancellationToken);

    private static void AddTrailers(ServerCallContext context, IEnumerable<MetadataEntry> trailers)
    {
        foreach (var entry in ToMetadata(trailers))
            context.ResponseTrailers.Add(entry);
    }

    private static Metadata ToMetadata(IEnumerable<MetadataEntry> entries)
    {
        var metadata = new Metadata();
        foreach (var entry in entries)
        {
            metadata.Add(entry.ValueCase == MetadataEntry.ValueOneofCase.Binary
                ? new Metadata.Entry(entry.Key, entry.Binary.ToByteArray())
                : new Metadata.Entry(entry.Key, entry.Text));
        }

        return metadata;
    }

    private static MetadataEntry ToMessage(Metadata.Entry entry) =>
        entry.IsBinary
            ? new MetadataEntry { Key = entry.Key, Binary = ByteString.CopyFrom(entry.ValueBytes) }
            : new MetadataEntry { Key = entry.Key, Text = entry.Value };

    private WaitingCall Waiting(string name) => _waiting.GetOrAdd(name, _ => new WaitingCall());

    private sealed class WaitingCall
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
