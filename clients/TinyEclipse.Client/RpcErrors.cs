using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using ErrorInfo = TinyEclipse.Rpc.V1.ErrorInfo;

namespace TinyEclipse.Client;

/// <summary>Reads what the server said about a failed call besides its status.</summary>
public static class RpcErrors
{
    private const string Domain = "tinyeclipse";
    private const string Prefix = "ERROR_REASON_";

    /// <summary>Why the call failed; <see cref="ErrorReason.Unspecified"/> when the server did not say, or says it in a newer word.</summary>
    public static ErrorReason GetReason(this RpcException failure) =>
        failure.FindErrorInfo() is { } info
            ? (ErrorReason)(ErrorReasonReflection.Descriptor.EnumTypes[0].FindValueByName(Prefix + info.Reason)?.Number ?? 0)
            : ErrorReason.Unspecified;

    /// <summary>A detail of the reason, such as <c>required_plan</c>; null when the server sent none.</summary>
    public static string? GetMetadata(this RpcException failure, string key) =>
        failure.FindErrorInfo() is { } info && info.Metadata.TryGetValue(key, out var value) ? value : null;

    /// <summary>The fields of the request that are wrong, each with what is wrong with it.</summary>
    public static IReadOnlyList<BadRequest.Types.FieldViolation> GetFieldViolations(this RpcException failure) =>
        [.. failure.Details<BadRequest>().SelectMany(details => details.FieldViolations)];

    private static ErrorInfo? FindErrorInfo(this RpcException failure) =>
        failure.Details<ErrorInfo>().FirstOrDefault(info => info.Domain == Domain);

    private static IEnumerable<T> Details<T>(this RpcException failure)
        where T : class, IMessage<T>, new()
    {
        ArgumentNullException.ThrowIfNull(failure);
        foreach (var detail in failure.GetRpcStatus()?.Details ?? [])
        {
            if (detail.TryUnpack<T>(out var unpacked))
                yield return unpacked;
        }
    }
}
