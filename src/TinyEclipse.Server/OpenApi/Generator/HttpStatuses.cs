using Google.Rpc;

namespace TinyEclipse.Server.OpenApi.Generator;

/// <summary>The HTTP status that stands for a gRPC status, as google.rpc.Code tells it.</summary>
public static class HttpStatuses
{
    public static int Of(Code code) => code switch
    {
        Code.Cancelled => 499,
        Code.InvalidArgument or Code.FailedPrecondition or Code.OutOfRange => 400,
        Code.Unauthenticated => 401,
        Code.PermissionDenied => 403,
        Code.NotFound => 404,
        Code.AlreadyExists or Code.Aborted => 409,
        Code.ResourceExhausted => 429,
        Code.Unimplemented => 501,
        Code.Unavailable => 503,
        Code.DeadlineExceeded => 504,
        _ => 500,
    };
}
