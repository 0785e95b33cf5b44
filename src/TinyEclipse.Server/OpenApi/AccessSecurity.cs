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

    public static Access AccessOf(MethodDescriptor method) => method.GetOptions()?.GetExtension(AccessExtensions.Access) ?? new Access();

    public static bool IsForPeople(Access access) => access.Person || access.Session || access.Role != Role.Unspecified;

    public static MethodSecurity Of(MethodDescriptor method)
    {
        var access = AccessOf(method);
        var extension = KeyValuePair.Create("x-access", JsonNode.Parse(JsonFormatter.Default.Format(access))!);
        var ofTheEdge = EdgeRules.Errors(method, access);
        return access.Public
            ? new(access.Session ? [new JsonObject(), Requirement(SessionToken)] : [], Anybody(access), [extension], [.. ofTheEdge])
            : new(Requirements(access), $"Who may call: {Callers(access)}.", [extension], [.. Refusals(method, access), .. ofTheEdge]);
    }

    private static JsonArray Requirements(Access access)
    {
        var requirements = new JsonArray();
        if (access.Site)
            requirements.Add((JsonNode)Requirement(SiteToken));
        var role = access.Role == Role.Unspecified ? Array.Empty<string>() : [NameOf(access.Role)];
        if (IsForPeople(access) && !access.Session)
            requirements.Add((JsonNode)Requirement(PersonToken, role));
        if (IsForPeople(access))
            requirements.Add((JsonNode)Requirement(SessionToken, role));
        return requirements;
    }

    private static string Callers(Access access)
    {
        var callers = new List<string>();
        if (access.Site)
            callers.Add("a site, with its token");
        if (IsForPeople(access))
            callers.Add($"a person{(access.Session ? " who signed in" : "")}, with {RoleOf(access)}{ScopeOf(access)}{(access.StepUp ? Proved : "")}");
        return callers.Count > 0 ? string.Join("; ", callers) : "nobody";
    }

    private static string RoleOf(Access access) => access.Role switch
    {
        Role.Unspecified => "any role or none",
        Role.Operator => "the role `operator`, which is the agency's",
        var role => $"the role `{NameOf(role)}` or a higher one in the tenant",
    };

    private static string ScopeOf(Access access) => NeedsScope(access) ? $" (an API token also needs the scope `{access.Scope}`)" : "";

    private static IEnumerable<NamedError> Refusals(MethodDescriptor method, Access access)
    {
        yield return new(Code.Unauthenticated, "CREDENTIAL_MISSING", "send a token: Authorization: Bearer <token>");
        yield return new(Code.Unauthenticated, "CREDENTIAL_INVALID", "the token is not known, has ended or was revoked");
        if (method.InputType.FindFieldByName("tenant_id") is not null)
            yield return new(Code.PermissionDenied, "TENANT_MISMATCH", "the token does not belong to this tenant");
        if (access.Role > Role.Viewer)
            yield return new(Code.PermissionDenied, "ROLE_REQUIRED", $"this needs the role {NameOf(access.Role)}");
        else if (!access.Site || !IsForPeople(access))
            yield return new(Code.PermissionDenied, "ROLE_REQUIRED", $"this method is not opened by {(access.Site ? "a person's token" : "a site's token")}");
        if (NeedsScope(access))
            yield return new(Code.PermissionDenied, "SCOPE_REQUIRED", $"this needs a token with the scope {access.Scope}");
        if (access.Session)
            yield return new(Code.PermissionDenied, "SESSION_REQUIRED", "only a person who signed in may call this method, not an API token");
        if (access.StepUp)
            yield return new(Code.PermissionDenied, "STEP_UP_REQUIRED", "prove again who you are, by Reauthenticate");
    }

    // A session holds all scopes, and every token "self:read".
    private static bool NeedsScope(Access access) => access.Scope.Length > 0 && access.Scope != Scopes.Self && !access.Session;

    private static JsonObject Requirement(string scheme, params string[] roles) => new() { [scheme] = new JsonArray([.. roles.Select(role => (JsonNode)role)]) };

    private static string Anybody(Access access) =>
        $"Anybody may call this, without a token.{(access.Session ? " Who has a session may send it." : "")}";

    private static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    private static JsonObject Bearer(string description) => new() { ["type"] = "http", ["scheme"] = "bearer", ["description"] = description };
}
