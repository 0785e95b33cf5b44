using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Calls;

/// <summary>What the server logs about calls; never their contents, nor the detail of a status, which may quote them.</summary>
internal static partial class CallLog
{
    /// <summary>The category, for filters.</summary>
    public const string Category = "Grpc.AspNetCore.Server";

    [LoggerMessage(1, LogLevel.Error, "{Method} failed with an exception")]
    public static partial void Unhandled(ILogger logger, string method, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "{Method} answered {StatusCode}")]
    public static partial void Failed(ILogger logger, string method, StatusCode statusCode);

    [LoggerMessage(3, LogLevel.Debug, "{Method} ended early: {StatusCode}")]
    public static partial void Ended(ILogger logger, string method, StatusCode statusCode);

    [LoggerMessage(4, LogLevel.Error, "A callback of the cancellation token of {Method} failed")]
    public static partial void CallbackFailed(ILogger logger, string method, Exception exception);
}
