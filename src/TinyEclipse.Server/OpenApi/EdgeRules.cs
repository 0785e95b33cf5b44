using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Google.Rpc;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Edge.Idempotency;
using TinyEclipse.Server.Features.Quarantine;
using TinyEclipse.Server.OpenApi.Generator;

namespace TinyEclipse.Server.OpenApi;

/// <summary>What stands around the methods, in OpenAPI's terms: limits, the Idempotency-Key, and the guard against copies of a site.</summary>
public static class EdgeRules
{
    public static IEnumerable<NamedError> Errors(MethodDescriptor method, Access access)
    {
        yield return new(Code.ResourceExhausted, "RATE_LIMITED", "too many calls by this caller, tenant or address: wait as long as `Retry-After` says.");
        if (access.Site && !method.IsServerStreaming && QuarantineInterceptor.Refuses(PathOf(method)))
        {
            yield return new(
                Code.FailedPrecondition, "SITE_QUARANTINED", "another installation uses this site's token: keep this until somebody says which is the site");
        }

        if (!TakesKey(method, access))
            yield break;
        yield return new(Code.Aborted, "IDEMPOTENCY_KEY_REUSED", "the Idempotency-Key was used for another request");
        yield return new(Code.Aborted, "IDEMPOTENCY_KEY_IN_PROGRESS", "a request with the same Idempotency-Key is being carried out");
        yield return new(Code.Aborted, "IDEMPOTENCY_ANSWER_LOST", "the request was carried out and its answer is not there");
    }

    public static IEnumerable<JsonObject> RequestHeaders(MethodDescriptor method, Access access)
    {
        if (TakesKey(method, access))
        {
            yield return new JsonObject
            {
                ["name"] = "Idempotency-Key",
                ["in"] = "header",
                ["description"] = "From a person or an API token: for 24 hours the same key and request get the same answer, with `Idempotency-Replayed: true`, and are carried out once.",
                ["schema"] = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = IdempotencyInterceptor.MostCharacters, ["pattern"] = "^[!-~]+$" },
            };
        }
    }

    public static JsonObject AnswerHeaders(int status) => status != StatusCodes.Status429TooManyRequests ? [] : new JsonObject
    {
        ["Retry-After"] = Header("integer", "Seconds to wait, where the reason is `RATE_LIMITED`."),
        ["RateLimit"] = Header("string", "What is left and when there is more, for example `\"credential\";r=0;t=2`."),
        ["RateLimit-Policy"] = Header("string", "What is taken in which time, for example `\"credential\";q=3000;w=60`."),
    };

    private static JsonObject Header(string type, string description) =>
        new() { ["description"] = description, ["schema"] = new JsonObject { ["type"] = type } };

    private static bool TakesKey(MethodDescriptor method, Access access) =>
        AccessSecurity.IsForPeople(access) && !method.IsServerStreaming && IdempotencyInterceptor.TakesKeyFor(PathOf(method));

    private static string PathOf(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";
}
