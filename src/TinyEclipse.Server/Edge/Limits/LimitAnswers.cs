using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Edge.Limits;

/// <summary>How a limit is told: the headers of draft-ietf-httpapi-ratelimit-headers, Retry-After, and google.rpc.RetryInfo.</summary>
internal static class LimitAnswers
{
    public static void WriteHeaders(ServerCallContext context, string policy, TokenBuckets buckets, BucketState state)
    {
        var headers = context.GetHttpContext().Response.Headers;
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{policy}\";q={buckets.PerMinute};w=60");
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{policy}\";r={state.Remaining};t={Seconds(state.Wait)}");
    }

    public static RpcException Refusal(ServerCallContext context, string policy, TokenBuckets buckets, BucketState state)
    {
        WriteHeaders(context, policy, buckets, state);
        context.GetHttpContext().Response.Headers.RetryAfter = Seconds(state.Wait).ToString(CultureInfo.InvariantCulture);
        return Error(policy, buckets.PerMinute, state.Wait);
    }

    public static RpcException Error(string policy, int perMinute, TimeSpan wait) => RpcErrors.Make(
        Code.ResourceExhausted,
        ErrorReason.RateLimited,
        $"too many calls: {perMinute} a minute are taken for one {policy}",
        Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(wait) }),
        ("limit", policy));

    private static int Seconds(TimeSpan wait) => (int)Math.Ceiling(wait.TotalSeconds);
}
