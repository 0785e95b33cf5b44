using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using ErrorInfo = TinyEclipse.Rpc.V1.ErrorInfo;

namespace TinyEclipse.Server.Tests;

/// <summary>What a failure tells besides its status code.</summary>
internal static class RpcFailures
{
    /// <summary>The reason of its google.rpc.ErrorInfo.</summary>
    public static string Reason(this RpcException failure) => failure.Detail<ErrorInfo>().Reason;

    public static ErrorInfo Info(this RpcException failure) => failure.Detail<ErrorInfo>();

    /// <summary>The fields of its google.rpc.BadRequest, in the order in which they were checked.</summary>
    public static IEnumerable<string> Fields(this RpcException failure) => failure.Detail<BadRequest>().FieldViolations.Select(violation => violation.Field);

    /// <summary>How long its google.rpc.RetryInfo asks to wait.</summary>
    public static TimeSpan RetryDelay(this RpcException failure) => failure.Detail<RetryInfo>().RetryDelay.ToTimeSpan();

    private static T Detail<T>(this RpcException failure)
        where T : class, IMessage<T>, new()
    {
        var detail = new T();
        return failure.GetRpcStatus()!.Details.Single(any => any.Is(detail.Descriptor)).Unpack<T>();
    }
}
