using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.OpenApi.Generator;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.OpenApi;

/// <summary>Says in OpenAPI's terms what a method's option (tinyeclipse.rpc.v1.access) says.</summary>
public static class AccessSecurity
{
    private const string SiteToken = "siteToken";
    private const string PersonToken = "personToken";
    private const string SessionToken = "sessionToken";

    private static readonly string Proved = $"; in a session that proved within {SessionLimits.StepUp.TotalMinutes} minutes who sits there";

    public static JsonObject Schemes => new()
    {
        [SiteToken] = Bearer($"A site's token: `{TokenFormat.SitePrefix}` and 43 characters. It is made by `CreateSiteToken` and shown once."),
        [PersonToken] = Bearer($"A person's API token: `{TokenFormat.ApiPrefix}` and 43 characters. Each method names the role it needs."),
        [SessionToken] = Bearer($"What a person gets by `SignIn`: `{TokenFormat.SessionPrefix}` and 43 characters. It opens what an API token opens, and the person's own account."),
    };

    public static MethodSecurity Of(MethodDescriptor method)
    {
        var access = method.GetOptions()?.GetExtension(AccessExtensions.Access) ?? new Access();
        var extension = KeyValuePair.Create("x-access", JsonNode.Parse(JsonFormatter.Default.Format(access))!);
        return access.Public
            ? new([], "Anybody may call this, without a token.", [extension], [])
            : new(Requirements(access), $"Who may call: {Callers(access)}.", [extension], [.. Refusals(method, access)]);
    }

    private static JsonArray Requirements(Access access)
    {
        var requirements = new JsonArray();
        if (access.Site)
            requirements.Add((JsonNode)new JsonObject { [SiteToken] = new JsonArray() });
        var role = access.Role == Role.Unspecified ? Array.Empty<string>() : [NameOf(access.Role)];
        if (IsForPeople(access) && !access.Session)
            requirements.Add((JsonNode)new JsonObject { [PersonToken] = ToJson(role) });
        if (IsForPeople(access))
            requirements.Add((JsonNode)new JsonObject { [SessionToken] = ToJson(role) });
        return requirements;
    }

    private static string Callers(Access access)
    {
        var callers = new List<string>();
        if (access.Site)
            callers.Add("a site, with its token");
        if (IsForPeople(access))
            callers.Add($"a person{(access.Session ? " who signed in" : "")}, with {RoleOf(access)}{(access.StepUp ? Proved : "")}");
        return callers.Count > 0 ? string.Join("; ", callers) : "nobody";
    }

    private static string RoleOf(Access access) => access.Role switch
    {
        Role.Unspecified => "any role or none",
        Role.Operator => "the role `operator`, which is the agency's",
        var role => $"the role `{NameOf(role)}` or a higher one in the tenant",
    };

    private static IEnumerable<NamedError> Refusals(MethodDescriptor method, Access access)
    {
        yield return new(Code.Unauthenticated, "CREDENTIAL_MISSING", "send a token: Authorization: Bearer <token>");
        yield return new(Code.Unauthenticated, "CREDENTIAL_INVALID", "the token is not known, has ended or was revoked");
        if (method.InputType.FindFieldByName("tenant_id") is not null)
            yield return new(Code.PermissionDenied, "TENANT_MISMATCH", "the token does not belong to this tenant");
        yield return access.Role > Role.Viewer
            ? new(Code.PermissionDenied, "ROLE_REQUIRED", $"this needs the role {NameOf(access.Role)}")
            : new(Code.PermissionDenied, "ROLE_REQUIRED", $"this method is not opened by {(access.Site ? "a person's token" : "a site's token")}");
        if (access.Session)
            yield return new(Code.PermissionDenied, "SESSION_REQUIRED", "only a person who signed in may call this method, not an API token");
        if (access.StepUp)
            yield return new(Code.PermissionDenied, "STEP_UP_REQUIRED", "prove again who you are, by Reauthenticate");
    }

    private static bool IsForPeople(Access access) => access.Person || access.Session || access.Role != Role.Unspecified;

    private static JsonArray ToJson(string[] names) => [.. names.Select(name => (JsonNode)name)];

    private static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    private static JsonObject Bearer(string description) => new() { ["type"] = "http", ["scheme"] = "bearer", ["description"] = description };
}
