using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Calls;

/// <summary>A request that HTTP has a better answer for than the one its gRPC status stands for.</summary>
internal sealed class RefusedRequestException(int httpStatus, Status status) : RpcException(status)
{
    public int HttpStatus { get; } = httpStatus;

    public static RefusedRequestException TooLarge() => new(
        StatusCodes.Status413PayloadTooLarge, new Status(StatusCode.ResourceExhausted, "The body is larger than the server accepts."));
}
