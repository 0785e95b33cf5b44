using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Calls;

/// <summary>Makes the status and the trailers of a call out of what was thrown, and logs it once.</summary>
internal static class CallFailure
{
    public static void Apply(HttpServerCallContext call, Exception exception, ILogger logger)
    {
        if (call.Lifetime.Ended is { } ended && IsCausedByTheEnd(exception))
        {
            CallLog.Ended(logger, call.Method, ended.StatusCode);
            call.Status = ended;
        }
        else if (exception is RpcException failure)
        {
            CallLog.Failed(logger, call.Method, failure.StatusCode);
            call.Status = failure.Status;
            foreach (var trailer in failure.Trailers)
                call.ResponseTrailers.Add(trailer);
        }
        else
        {
            CallLog.Unhandled(logger, call.Method, exception);
            call.Status = new Status(StatusCode.Unknown, Describe(exception, call.ServiceMethod.Settings.DetailedErrors));
        }
    }

    // A read or write fails with an IOException when the caller is gone; a call the service itself made is cancelled with this one.
    private static bool IsCausedByTheEnd(Exception exception) =>
        exception is OperationCanceledException or IOException or RpcException { StatusCode: StatusCode.Cancelled or StatusCode.DeadlineExceeded };

    private static string Describe(Exception exception, bool detailed) =>
        detailed
            ? $"Exception was thrown by handler. {exception.GetType().Name}: {exception.Message}"
            : "Exception was thrown by handler.";
}
