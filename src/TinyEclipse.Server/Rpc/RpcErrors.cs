using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using Enum = System.Enum;
using ErrorInfo = TinyEclipse.Rpc.V1.ErrorInfo;

namespace TinyEclipse.Server.Rpc;

/// <summary>The errors every service gives, with their google.rpc.ErrorInfo.</summary>
public static class RpcErrors
{
    private const string Domain = "tinyeclipse";

    private static readonly Dictionary<ErrorReason, string> Names = Enum.GetValues<ErrorReason>()
        .ToDictionary(reason => reason, ProtoName);

    public static RpcException NotFound(string resourceType, string resourceId) =>
        Make(Code.NotFound, ErrorReason.ResourceNotFound, $"there is no such {resourceType}", [("resource_type", resourceType), ("resource_id", resourceId)]);

    public static RpcException Make(Code code, ErrorReason reason, string message, params (string Key, string Value)[] metadata) =>
        Make(code, reason, message, null, metadata);

    public static RpcException Make(Code code, ErrorReason reason, string message, Any? detail, params (string Key, string Value)[] metadata)
    {
        var info = new ErrorInfo { Domain = Domain, Reason = Names[reason] };
        foreach (var (key, value) in metadata)
            info.Metadata.Add(key, value);

        var status = new Google.Rpc.Status { Code = (int)code, Message = message, Details = { Any.Pack(info) } };
        if (detail is not null)
            status.Details.Add(detail);
        return status.ToRpcException();
    }

    private static string ProtoName(ErrorReason reason) =>
        ErrorReasonReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.EnumDescriptor>(nameof(ErrorReason))
            .FindValueByNumber((int)reason).Name["ERROR_REASON_".Length..];
}
