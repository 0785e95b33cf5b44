using System.Security.Authentication;
using Grpc.Core;
using TinyEclipse.Cli.Output;
using TinyEclipse.Client;
using TinyEclipse.Rpc.V1;

namespace TinyEclipse.Cli.CommandLine;

/// <summary>Says in a sentence why the server did not do what it was asked.</summary>
internal static class RpcSentences
{
    private const string TenantField = "tenant_id";

    /// <summary>RFC 9113, section 7: the other side speaks HTTP/1.1 only.</summary>
    private const long Http11Required = 0xd;

    public static IEnumerable<string> Of(RpcException failure, Uri? server, bool namesTenant)
    {
        var violations = failure.GetFieldViolations();
        if (violations.Count == 0)
            return [SafeText.OneLine(Sentence(failure, server))];
        if (!namesTenant && violations.Any(violation => violation.Field == TenantField))
            return [Words.WhichTenant];
        return
        [
            Words.FieldsInvalid,
            .. violations.Select(violation => "  " + SafeText.OneLine($"{violation.Field}: {violation.Description}")),
        ];
    }

    /// <summary>By which the server's log and its people find the call.</summary>
    public static IEnumerable<string> Traces(RpcException failure) =>
        failure.Trailers.GetValue("x-request-id") is { } id ? [SafeText.OneLine(Say.That(Words.RequestTrace, id, failure.StatusCode, failure.GetReason()))] : [];

    private static string Sentence(RpcException failure, Uri? server) => failure.GetReason() switch
    {
        ErrorReason.CredentialMissing => Say.That(Words.CredentialMissing, server),
        ErrorReason.CredentialInvalid => Say.That(Words.CredentialInvalid, server),
        ErrorReason.TenantMismatch => Words.TenantMismatch,
        ErrorReason.RoleRequired when failure.GetMetadata("required_role") is not null => Say.That(Words.RoleRequired, Detail(failure, "required_role")),
        ErrorReason.PlanRequired => Say.That(Words.PlanRequired, Detail(failure, "feature"), Detail(failure, "required_plan")),
        ErrorReason.ResourceNotFound => Say.That(Words.ResourceNotFound, Detail(failure, "resource_type"), Detail(failure, "resource_id")),
        ErrorReason.SignInRefused => Words.SignInRefused,
        ErrorReason.StepUpRequired => Words.StepUpRequired,
        ErrorReason.EtagMismatch => Words.ChangedMeanwhile,
        ErrorReason.ScopeRequired => Say.That(Words.ScopeRequired, failure.GetMetadata("required_scope")),
        ErrorReason.SessionRequired => Words.SessionRequired,
        ErrorReason.NoPushSubscription => Words.NoPushSubscription,
        ErrorReason.OutboxMessageNotDead => Words.OutboxMessageNotDead,
        _ => ByConnection(failure, server) ?? ByStatus(failure, server),
    };

    /// <summary>The usual mistakes with an address: the port of the JSON routes, http instead of https, a certificate that nobody vouches for.</summary>
    private static string? ByConnection(RpcException failure, Uri? server)
    {
        for (var cause = failure.Status.DebugException; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
                return Say.That(Words.NoTrustedTls, server);
            if (cause is HttpProtocolException { ErrorCode: Http11Required })
                return Say.That(Words.NotGrpc, server);
        }

        return null;
    }

    private static string ByStatus(RpcException failure, Uri? server) => failure.StatusCode switch
    {
        StatusCode.Unavailable => Say.That(Words.ServerAway, server),
        StatusCode.DeadlineExceeded => Say.That(Words.ServerSlow, server),
        StatusCode.Unimplemented => Say.That(Words.ServerTooOld, server),
        StatusCode.Unauthenticated => Say.That(Words.CredentialInvalid, server),
        _ when failure.Status.Detail is { Length: > 0 } detail => AsSentence(detail),
        var status => Say.That(Words.ServerRefused, server, status),
    };

    /// <summary>The server's words are clauses, made to stand behind a status.</summary>
    private static string AsSentence(string detail) => char.ToUpperInvariant(detail[0]) + detail[1..] + (detail.EndsWith('.') ? "" : ".");

    /// <summary>A role or a plan comes by its name in the protos: ROLE_OPERATOR is "operator" to a person.</summary>
    private static string Detail(RpcException failure, string key)
    {
        var value = failure.GetMetadata(key) ?? "";
        foreach (var prefix in (ReadOnlySpan<string>)["ROLE_", "PLAN_", "FEATURE_"])
        {
            if (value.StartsWith(prefix, StringComparison.Ordinal))
                value = value[prefix.Length..];
        }

        return key == "resource_id" ? value : value.ToLowerInvariant().Replace('_', ' ');
    }
}
