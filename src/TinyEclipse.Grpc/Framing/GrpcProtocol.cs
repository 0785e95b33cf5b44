namespace Grpc.Framing;

/// <summary>The names the protocol gives its headers and content types.</summary>
internal static class GrpcProtocol
{
    public const string ContentType = "application/grpc";
    public const string WebContentType = "application/grpc-web";
    public const string WebTextContentType = "application/grpc-web-text";

    public const string StatusHeader = "grpc-status";
    public const string MessageHeader = "grpc-message";
    public const string EncodingHeader = "grpc-encoding";
    public const string AcceptEncodingHeader = "grpc-accept-encoding";
    public const string TimeoutHeader = "grpc-timeout";
    public const string PreviousAttemptsHeader = "grpc-previous-rpc-attempts";
    public const string RetryPushbackHeader = "grpc-retry-pushback-ms";

    public const string IdentityEncoding = "identity";

    public const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    /// <summary>True for the content type itself, with a "+proto" or other suffix, and with parameters.</summary>
    public static bool IsContentType(string expected, string? actual) =>
        string.Equals(actual, expected, StringComparison.Ordinal)
        || (actual is not null
            && actual.StartsWith(expected, StringComparison.OrdinalIgnoreCase)
            && (actual.Length == expected.Length || actual[expected.Length] is '+' or ';' or ' '));
}
