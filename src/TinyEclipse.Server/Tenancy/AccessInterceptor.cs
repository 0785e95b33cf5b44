using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Tenancy;

/// <summary>Lets a call in when its credential is of a kind that the method takes. Which tenant it may act for, RequireTenant decides.</summary>
public sealed class AccessInterceptor(AccessTable table, CredentialCache credentials, TimeProvider clock) : Interceptor
{
    private const string Scheme = "Bearer ";

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context);
        return await continuation(request, context);
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context);
        await continuation(request, responseStream, context);
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context);
        return await continuation(requestStream, context);
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context);
        await continuation(requestStream, responseStream, context);
    }

    public static RpcException ScopeRequired(string scope) =>
        RpcErrors.Make(Code.PermissionDenied, ErrorReason.ScopeRequired, $"this needs a token with the scope {scope}", ("required_scope", scope));

    /// <summary>A call that lasts asks again before it tells something new: its credential may have been revoked meanwhile.</summary>
    public async ValueTask AdmitAsync(ServerCallContext context)
    {
        var access = table.Find(context.Method);
        if (access?.Public ?? IsForEverybody(context.Method))
        {
            await RecogniseAsync(context, access);
            return;
        }
        if (access is null)
            throw RpcErrors.Make(Code.PermissionDenied, ErrorReason.RoleRequired, "nobody may call this method");

        var token = RequireToken(context);
        var credential = await credentials.FindAsync(token, context.CancellationToken) ?? throw Unknown();
        ThrowIfNotOpened(access, credential);
        if (access.StepUp && IsProofOld(credential))
        {
            // It may have been given a moment ago, at another server.
            credential = await credentials.FindAnewAsync(token, context.CancellationToken) ?? throw Unknown();
            if (IsProofOld(credential))
                throw RpcErrors.Make(Code.PermissionDenied, ErrorReason.StepUpRequired, "prove again who you are, by Reauthenticate");
        }

        context.UserState[TenantCallContext.CallerKey] = new Caller(credential, access);
    }

    /// <summary>A public method may do more for who sends a token that is good; for a bad one nobody is refused.</summary>
    private async ValueTask RecogniseAsync(ServerCallContext context, Access? access)
    {
        if (access is not null && TokenOf(context.RequestHeaders.GetValue("authorization") ?? "") is { } token
            && await credentials.FindAsync(token, context.CancellationToken) is { } credential)
            context.UserState[TenantCallContext.CallerKey] = new Caller(credential, access);
    }

    private static void ThrowIfNotOpened(Access access, Credential credential)
    {
        if (credential is SiteCredential ? !access.Site : !access.Person && !access.Session && access.Role == Role.Unspecified)
            throw NotOpenedBy(credential is SiteCredential ? "a site's token" : "a person's token");
        if (access.Session && credential is PersonCredential { SessionId: null })
            throw RpcErrors.Make(Code.PermissionDenied, ErrorReason.SessionRequired, "only a person who signed in may call this method, not an API token");
        if (access.Role == Role.Operator && credential is PersonCredential { IsOperator: false })
            throw TenantCallContext.RoleRequired(Role.Operator);
        if (credential is PersonCredential person && access.Scope.Length > 0 && !person.Scopes.Allow(access.Scope))
            throw ScopeRequired(access.Scope);
    }

    private bool IsProofOld(Credential credential) =>
        credential is PersonCredential { AuthenticatedAt: { } proved } && clock.GetUtcNow().UtcDateTime - proved > SessionLimits.StepUp;

    private static string RequireToken(ServerCallContext context)
    {
        var header = context.RequestHeaders.GetValue("authorization");
        if (string.IsNullOrEmpty(header))
            throw RpcErrors.Make(Code.Unauthenticated, ErrorReason.CredentialMissing, "send a token: Authorization: Bearer <token>");

        return TokenOf(header) ?? throw Unknown();
    }

    private static string? TokenOf(string header)
    {
        var token = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        return TokenFormat.IsCredential(token) ? token : null;
    }

    private static RpcException Unknown() =>
        RpcErrors.Make(Code.Unauthenticated, ErrorReason.CredentialInvalid, "the token is not known, has ended or was revoked");

    // They are not ours to annotate, and tell nothing of any tenant.
    private static bool IsForEverybody(string method) =>
        method.StartsWith("/grpc.health.v1.", StringComparison.Ordinal) || method.StartsWith("/grpc.reflection.", StringComparison.Ordinal);

    private static RpcException NotOpenedBy(string kind) =>
        RpcErrors.Make(Code.PermissionDenied, ErrorReason.RoleRequired, $"this method is not opened by {kind}");
}
