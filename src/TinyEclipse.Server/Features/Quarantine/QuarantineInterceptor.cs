using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Quarantine;

/// <summary>Takes nothing from an installation that is not, or may not be, the site whose token it has: it may read, and ask how it stands.</summary>
public sealed class QuarantineInterceptor(CloneGuard guard) : Interceptor
{
    private const string Heartbeat = "/tinyeclipse.sites.v1.SiteService/RecordHeartbeat";
    private static readonly string[] Reading = ["Get", "List", "Watch"];
    private static readonly object StandingKey = new();

    /// <summary>How the calling installation stands.</summary>
    public static InstallationStanding StandingOf(ServerCallContext context) =>
        context.UserState.TryGetValue(StandingKey, out var standing) ? (InstallationStanding)standing : InstallationStanding.Normal;

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (context.CallingSite() is { } site)
            await AdmitAsync(site, context);
        return await continuation(request, context);
    }

    private async Task AdmitAsync(SiteCredential site, ServerCallContext context)
    {
        var standing = await guard.JudgeAsync(site, Installation.Of(context), context.CancellationToken);
        context.UserState[StandingKey] = standing;
        if (standing != InstallationStanding.Normal && Refuses(context.Method))
            throw RpcErrors.Make(Code.FailedPrecondition, ErrorReason.SiteQuarantined, "another installation uses this site's token: keep this until somebody says which is the site");
    }

    /// <summary>Whether the method takes nothing from such an installation; the names of rpcs keep to the verbs of the AIPs.</summary>
    public static bool Refuses(string method) =>
        method != Heartbeat && !Array.Exists(Reading, verb => method.AsSpan(method.LastIndexOf('/') + 1).StartsWith(verb, StringComparison.Ordinal));
}
