using System.Text.Json;
using System.Text.Json.Serialization;
using Grpc.Core;
using TinyEclipse.Audit.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Tenancy;

/// <summary>Who acts just now, as the audit log has it. It follows a call into all that the call awaits; what no call asked for, the server does by itself.</summary>
public sealed class Actor
{
    private static readonly JsonSerializerOptions Naming = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    private static readonly Actor Server = new(new Facts(ActorKind.Server));
    private static readonly AsyncLocal<Actor?> Ambient = new();

    private readonly Facts _facts;
    private readonly Credential? _credential;

    private Actor(Facts facts, Credential? credential = null) => (_facts, _credential) = (facts, credential);

    public static Actor Current => Ambient.Value ?? Server;

    /// <summary>For the database, which is asked only by those who need it.</summary>
    public string Json => field ??= JsonSerializer.Serialize(_facts, Naming);

    /// <summary>
    /// False for a tenant that the caller's credential has no part in. The service has asked by then; the database asks once more, so that row-level security
    /// holds even where a service forgot. What the server does by itself, and a public method, come to a tenant by other ways.
    /// </summary>
    public bool MayEnter(TenantId tenant) => _credential switch
    {
        SiteCredential site => site.Tenant == tenant,
        PersonCredential person => person.RoleIn(tenant.Value) != Role.Unspecified,
        _ => true,
    };

    /// <summary>From here on the caller acts; a public method has none.</summary>
    public static void Enter(ServerCallContext context)
    {
        var caller = context.UserState.TryGetValue(TenantCallContext.CallerKey, out var known) ? (Caller)known : null;
        var facts = caller?.Credential switch
        {
            SiteCredential site => new Facts(ActorKind.Site) { SiteId = site.SiteId },
            PersonCredential { SessionId: { } session } person => new Facts(ActorKind.Person) { PersonId = person.PersonId, CredentialId = session },
            PersonCredential person => new Facts(ActorKind.ApiToken) { PersonId = person.PersonId, CredentialId = person.TokenId },
            _ => new Facts(ActorKind.Public),
        };
        facts = facts with
        {
            Address = CallerAddress.Of(context).ToString(),
            RequestId = context.GetHttpContext().TraceIdentifier,
            Method = context.Method.TrimStart('/'),
        };
        Ambient.Value = new Actor(facts, caller is { Access.Public: false } ? caller.Credential : null);
    }

    private sealed record Facts(ActorKind Kind)
    {
        public Guid? PersonId { get; init; }

        public Guid? SiteId { get; init; }

        public Guid? CredentialId { get; init; }

        public string? Address { get; init; }

        public string? RequestId { get; init; }

        public string? Method { get; init; }
    }
}
