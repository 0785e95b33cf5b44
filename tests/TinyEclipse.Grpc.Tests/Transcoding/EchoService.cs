using System.Globalization;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Tests.Transcoding.V1;
using Status = Grpc.Core.Status;

namespace Grpc.Tests.Transcoding;

/// <summary>Hands back what it gets; see the proto.</summary>
public sealed class EchoService : V1.EchoService.EchoServiceBase
{
    /// <summary>Lets <see cref="Wait"/> come back although its call has ended.</summary>
    public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when <see cref="Wait"/> has been called.</summary>
    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int RowsWritten { get; private set; }

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Task<Everything> EchoBody(Everything request, ServerCallContext context) => Task.FromResult(request);

    public override Task<Everything> EchoQuery(Everything request, ServerCallContext context) => Task.FromResult(request);

    public override Task<Thing> EchoThing(Thing request, ServerCallContext context) => Task.FromResult(request);

    public override Task<Struct> EchoStruct(Struct request, ServerCallContext context) => Task.FromResult(request);

    public override Task<HttpBody> EchoFile(HttpBody request, ServerCallContext context) => Task.FromResult(request);

    public override Task<Upload> EchoUpload(Upload request, ServerCallContext context) => Task.FromResult(request);

    public override Task<Thing> Fail(Thing request, ServerCallContext context)
    {
        switch (request.Name)
        {
            case "throw":
                throw new InvalidOperationException("a secret");
            case "status":
                context.Status = new Status(StatusCode.NotFound, "said by the context");
                return Task.FromResult(request);
            case "details":
                throw new Google.Rpc.Status
                {
                    Code = (int)Code.FailedPrecondition,
                    Message = "no plan",
                    Details =
                    {
                        Any.Pack(new ErrorInfo { Type = "PLAN_REQUIRED", Domain = "tests", Metadata = { ["plan"] = "pro" } }),
                        Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1.5)) }),
                        new Any { TypeUrl = "type.googleapis.com/unknown.Type", Value = ByteString.CopyFromUtf8("abc") },
                    },
                }.ToRpcException();
            case "trailers":
                throw new RpcException(new Status(StatusCode.ResourceExhausted, "slow down"), new Metadata { { "retry-after", "7" } });
            case "time":
                return Task.FromResult(new Thing { Time = new Timestamp { Seconds = long.MaxValue } });
            case "nothing":
                return Task.FromResult<Thing>(null!);
            default:
                throw new RpcException(new Status((StatusCode)request.Number, request.Name));
        }
    }

    public override async Task<Thing> Wait(Thing request, ServerCallContext context)
    {
        Waiting.TrySetResult();
        if (request.Number == 1)
        {
            await Released.Task;
            return request;
        }

        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        finally
        {
            Cancelled.TrySetResult();
        }

        return request;
    }

    public override async Task<CallDescription> Describe(Thing request, ServerCallContext context)
    {
        await context.WriteResponseHeadersAsync(new Metadata { { "x-header", "one" }, { "x-header-bin", [1, 2, 3] } });
        context.ResponseTrailers.Add("x-trailer", "two");
        context.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        var description = new CallDescription
        {
            Method = context.Method,
            Host = context.Host,
            HasDeadline = context.Deadline != DateTime.MaxValue && context.GetHttpContext() is not null,
        };
        foreach (var header in context.RequestHeaders.Where(header => !header.IsBinary))
            description.Headers[header.Key] = header.Value;
        return description;
    }

    public override async Task Count(Thing request, IServerStreamWriter<Thing> responseStream, ServerCallContext context)
    {
        if (request.Number < 0)
            throw new RpcException(new Status(StatusCode.OutOfRange, "cannot count down"));

        for (var number = 1; number <= request.Number; number++)
            await responseStream.WriteAsync(
                new Thing { Number = number, Name = number.ToString(CultureInfo.InvariantCulture) }, context.CancellationToken);
        if (request.Name == "open")
            await context.WriteResponseHeadersAsync(new Metadata { { "x-header", "one" } });
        if (request.Name is "wait" or "open")
            await Wait(new Thing(), context);
        else if (request.Name.Length > 0)
            throw new RpcException(new Status(StatusCode.Aborted, request.Name));
    }

    public override async Task StreamFile(Thing request, IServerStreamWriter<HttpBody> responseStream, ServerCallContext context)
    {
        for (var number = 1; number <= request.Number; number++)
        {
            await responseStream.WriteAsync(
                new HttpBody { ContentType = "text/csv", Data = ByteString.CopyFromUtf8($"row {number}\n") }, context.CancellationToken);
            RowsWritten = number;
        }
    }
}
