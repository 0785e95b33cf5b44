using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client.Calls;

/// <summary>What the client tells of its calls. Method names and statuses; never metadata or messages.</summary>
internal sealed partial class CallLog(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(1, LogLevel.Debug, "Call to {Method} is tried again, retry {Retry} after {Delay}: the former attempt ended with {Status}.")]
    public partial void Retrying(string method, int retry, StatusCode status, TimeSpan delay);

    [LoggerMessage(2, LogLevel.Warning, "Call to {Method} has credentials that are not sent: the channel is not secure.")]
    public partial void CredentialsNotSent(string method);

    [LoggerMessage(3, LogLevel.Debug, "Call to {Method} ended with {Status}: {Detail}")]
    public partial void Ended(string method, StatusCode status, string detail);
}
