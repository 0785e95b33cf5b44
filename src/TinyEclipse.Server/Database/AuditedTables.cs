using Npgsql;
using TinyEclipse.Audit.V1;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Shop.V1;
using TinyEclipse.Sites.V1;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Database;

/// <summary>A table whose writes the audit log tells.</summary>
/// <param name="Name">Of the table.</param>
/// <param name="Resource">What a row of it is, to the reader of the log.</param>
public sealed record AuditedTable(string Name, string Resource)
{
    /// <summary>The column with the tenant that reads the entry; empty where none does.</summary>
    public string TenantColumn { get; init; } = "tenant_id";

    /// <summary>Columns whose values are never shown, besides all those that hold bytes.</summary>
    public string[] Secret { get; init; } = [];

    /// <summary>Columns with personal data of a shop's contacts: the log says that they changed, so that erasing them needs no change of the log.</summary>
    public string[] Private { get; init; } = [];

    /// <summary>Columns that hold the numbers of an enum: the log tells them by their names in the protos.</summary>
    public (string Column, Type Enum)[] Enums { get; init; } = [];

    /// <summary>Columns whose change alone is no news.</summary>
    public string[] Unheeded { get; init; } = [];

    /// <summary>Those whose writes are told elsewhere: what a site reports, what the server does by itself all day.</summary>
    public ActorKind[] Except { get; init; } = [];
}

/// <summary>All audited tables. Every other table that the server may write stands, with its reason, in AuditCoverageTests.</summary>
public static class AuditedTables
{
    private static readonly ActorKind[] Reports = [ActorKind.Site, ActorKind.Server];

    public static readonly IReadOnlyList<AuditedTable> All =
    [
        new("abandoned_carts", "abandoned_cart")
        {
            Private = ["contact_id", "customer_id", "email", "phone", "name", "order_id"],
            Enums = [("state", typeof(CartState))],
            Unheeded = ["updated_at", "judge_at"],
            Except = Reports,
        },
        new("api_tokens", "api_token") { TenantColumn = "limited_to", Unheeded = ["last_used_at"], Except = [ActorKind.Server] },
        new("contacts", "contact") { Private = ["email", "phone", "name"], Unheeded = ["last_seen_at"], Except = Reports },
        new("data_protection_keys", "data_protection_key") { TenantColumn = "" },
        new("invitations", "invitation") { Enums = [("role", typeof(Role))], Except = [ActorKind.Server] },
        new("memberships", "membership") { Enums = [("role", typeof(Role))] },
        new("outbox_messages", "outbox_message")
        {
            Private = ["destination", "summary", "payload", "last_error"],
            Enums = [("kind", typeof(OutboxKind)), ("state", typeof(OutboxState))],
            Unheeded = ["attempt_count", "next_attempt_at"],
            Except = Reports,
        },
        new("pairing_codes", "pairing_code") { Except = [ActorKind.Server] },
        new("password_resets", "password_reset") { TenantColumn = "", Private = ["email"], Except = [ActorKind.Server] },
        new("people", "person") { TenantColumn = "" },
        new("person_passkeys", "passkey") { TenantColumn = "", Unheeded = ["sign_count", "backed_up", "last_used_at"] },
        new("person_passwords", "password") { TenantColumn = "", Secret = ["hash"] },
        new("person_totp", "totp") { TenantColumn = "", Unheeded = ["last_step"] },
        new("push_subscriptions", "push_subscription") { Secret = ["endpoint"], Unheeded = ["refusal_count", "last_success_at"] },
        new("recovery_codes", "recovery_code") { TenantColumn = "" },
        new("server_keys", "server_key") { TenantColumn = "" },
        new("server_secrets", "server_secret") { TenantColumn = "" },
        new("sessions", "session") { TenantColumn = "", Unheeded = ["last_used_at"], Except = [ActorKind.Server] },
        new("site_copies", "site_copy")
        {
            Enums = [("environment", typeof(SiteEnvironment)), ("ruling", typeof(CopyRuling))],
            Unheeded = ["last_seen_at"],
        },
        new("site_tokens", "site_token") { Unheeded = ["last_used_at"], Except = [ActorKind.Server] },
        new("sites", "site") { Enums = [("environment", typeof(SiteEnvironment))], Unheeded = ["last_heartbeat_at", "outbox_pending_count"] },
        new("tenants", "tenant") { TenantColumn = "id", Enums = [("plan", typeof(Plan))], Unheeded = ["updated_at"] },
    ];

    /// <summary>Changes when the list does.</summary>
    public static string Version => string.Join('\n', All.Select(table => string.Join(
        ' ',
        table.Name,
        table.Resource,
        table.TenantColumn,
        string.Join(',', table.Secret),
        string.Join(',', table.Private),
        string.Join(',', table.Unheeded),
        string.Join(',', table.Except))));

    public static async Task ApplyAsync(NpgsqlConnection owner, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(owner, transaction);
        foreach (var table in All)
        {
            object[] arguments =
            [
                table.Name, table.Resource, table.TenantColumn, table.Secret, table.Private, table.Unheeded, table.Except.Select(kind => kind.ToString("D")).ToArray(),
            ];
            var command = new NpgsqlBatchCommand("call audit_table($1, $2, $3, $4, $5, $6, $7)");
            foreach (var argument in arguments)
                command.Parameters.Add(new() { Value = argument });
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
