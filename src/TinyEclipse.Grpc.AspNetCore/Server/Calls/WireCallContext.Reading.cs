using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.AspNetCore.Server.Calls;

internal sealed partial class WireCallContext
{
    /// <summary>The one message of a unary request. Most often it is there already: it came with the headers.</summary>
    public ValueTask<T> ReadSingleAsync<T>(Marshaller<T> marshaller)
        where T : class
    {
        T? message = null;
        return TryReadBody(out var read) && TakeSingle(read, marshaller, ref message)
            ? new ValueTask<T>(message)
            : WaitForSingleAsync(marshaller, message);
    }

    /// <summary>The next message of a stream, or null at its end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            var read = await ReadBodyAsync(cancellationToken);
            var rest = read.Buffer;
            var examined = rest.End;
            try
            {
                if (TryTake(ref rest, marshaller) is { } message)
                {
                    examined = rest.Start;
                    return message;
                }

                if (read.IsCompleted)
                    return rest.IsEmpty ? null : throw MessageErrors.Incomplete();
            }
            finally
            {
                HttpContext.Request.BodyReader.AdvanceTo(rest.Start, examined);
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<T> WaitForSingleAsync<T>(Marshaller<T> marshaller, T? message)
        where T : class
    {
        while (true)
        {
            var read = await ReadBodyAsync(Lifetime.BeyondCaller);
            if (TakeSingle(read, marshaller, ref message))
                return message;
        }
    }

    /// <summary>False as long as the body goes on.</summary>
    private bool TakeSingle<T>(in ReadResult read, Marshaller<T> marshaller, [NotNullWhen(true)] ref T? message)
        where T : class
    {
        var rest = read.Buffer;
        try
        {
            message ??= TryTake(ref rest, marshaller);
            if (message is not null && !rest.IsEmpty)
                throw MessageErrors.AdditionalData();
            if (!read.IsCompleted)
                return false;
            return message is not null ? true : throw MessageErrors.Incomplete();
        }
        finally
        {
            HttpContext.Request.BodyReader.AdvanceTo(rest.Start, rest.End);
        }
    }

    private T? TryTake<T>(ref ReadOnlySequence<byte> buffer, Marshaller<T> marshaller)
        where T : class
    {
        if (!FrameHeader.TryRead(buffer, out var header))
            return null;

        _deserializer!.Check(header);
        if (buffer.Length < FrameHeader.Size + header.Length)
            return null;

        var payload = buffer.Slice(FrameHeader.Size, header.Length);
        buffer = buffer.Slice(payload.End);
        try
        {
            return _deserializer.Deserialize(marshaller, header, payload);
        }
        catch (Exception reason) when (reason is not RpcException)
        {
            throw new RpcException(new Status(StatusCode.Internal, "The request message is malformed.", reason));
        }
    }

    private bool TryReadBody(out ReadResult read)
    {
        try
        {
            return HttpContext.Request.BodyReader.TryRead(out read);
        }
        catch (Exception reason) when (reason is IOException or OperationCanceledException)
        {
            throw Lifetime.CallerGone(reason);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadBodyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await HttpContext.Request.BodyReader.ReadAsync(cancellationToken);
        }
        catch (Exception reason) when (reason is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw Lifetime.CallerGone(reason);
        }
    }
}
