using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>Failures below gRPC, as gRPC statuses.</summary>
internal static class TransportErrors
{
    public static CallOutcome ToOutcome(Exception exception) =>
        exception switch
        {
            // Who cancels a call ends it before this is asked, so it was the HTTP stack: a time limit of its own, or a connection that is gone.
            OperationCanceledException => new CallOutcome(StatusCode.Unavailable, $"The HTTP request was given up: {exception.Message}", exception),
            _ when Find<HttpProtocolException>(exception) is { } reset => FromReset(reset, exception),
            _ when IsUnavailable(exception) => new CallOutcome(StatusCode.Unavailable, $"The server cannot be reached: {exception.Message}", exception),
            // The outer ones only say that something was wrong.
            HttpRequestException or IOException => new CallOutcome(StatusCode.Internal, $"The HTTP request failed: {exception.GetBaseException().Message}", exception),
            _ => new CallOutcome(StatusCode.Internal, $"The call failed on the client: {exception.Message}", exception),
        };

    /// <summary>True if the request has not left this side, so that sending it again cannot do harm.</summary>
    public static bool IsConnectionFailure(Exception? exception) =>
        Find<HttpRequestException>(exception)?.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError;

    public static bool IsSocketFailure(Exception? exception) => Find<SocketException>(exception) is not null;

    /// <summary>What the codes of RST_STREAM and GOAWAY mean to gRPC.</summary>
    public static StatusCode FromHttp2ErrorCode(long code) =>
        code switch
        {
            0x7 => StatusCode.Unavailable, // REFUSED_STREAM
            0x8 => StatusCode.Cancelled, // CANCEL
            0xb => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
            0xc => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
            _ => StatusCode.Internal,
        };

    /// <summary>What an HTTP status means where a gRPC status is missing: a proxy answered, or another kind of server.</summary>
    public static StatusCode FromHttpStatus(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.BadRequest => StatusCode.Internal,
            HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
            HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
            HttpStatusCode.NotFound => StatusCode.Unimplemented,
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway => StatusCode.Unavailable,
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
            _ => StatusCode.Unknown,
        };

    // Its message tells the code, and who ended what: the server the stream, or this side the connection for want of an answer to a ping.
    private static CallOutcome FromReset(HttpProtocolException reset, Exception exception) =>
        new(FromHttp2ErrorCode(reset.ErrorCode), reset.Message, exception);

    private static bool IsUnavailable(Exception exception) =>
        IsConnectionFailure(exception)
        || IsSocketFailure(exception)
        || Find<HttpRequestException>(exception)?.HttpRequestError is HttpRequestError.SecureConnectionError or HttpRequestError.ResponseEnded
        || Find<HttpIOException>(exception)?.HttpRequestError is HttpRequestError.ResponseEnded;

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
                return found;
        }

        return null;
    }
}
