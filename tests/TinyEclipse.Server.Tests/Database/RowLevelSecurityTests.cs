using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Tests.Database;

/// <summary>The second net: what a forgotten "where tenant_id" would show, and what the server's role may do.</summary>
public sealed class RowLevelSecurityTests(TestServer server)
{
    private TenantDatabase Tenants => server.Shared.Services.GetRequiredService<TenantDatabase>();

    [Fact]
    public async Task A_tenant_sees_only_itself_whatever_the_statement_says()
    {
        var (mine, _) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        await using var transaction = await Tenants.BeginAsync(mine.Tenant, CancellationToken.None);

        Assert.Equal([mine.Tenant.Value], await transaction.QueryAsync<Guid>("select id from tenants", null, CancellationToken.None));
        Assert.Equal([mine.SiteId], await transaction.QueryAsync<Guid>("select id from sites", null, CancellationToken.None));
    }

    [Fact]
    public async Task Every_table_with_a_tenant_has_row_level_security_and_the_tenant_first_in_its_key()
    {
        const string Sql = """
            select c.relname
              from pg_class c
              join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
              left join pg_index i on i.indrelid = c.oid and i.indisprimary
             where c.relkind in ('r', 'p')
               and c.relnamespace = 'public'::regnamespace
               and (not c.relrowsecurity or i.indkey[0] is distinct from a.attnum)
            """;
        await using var transaction = await Tenants.BeginAcrossTenantsAsync(CancellationToken.None);

        Assert.Empty(await transaction.QueryAsync<string>(Sql, null, CancellationToken.None));
    }

    [Fact]
    public async Task The_servers_role_cannot_change_the_schema_nor_read_without_a_tenant()
    {
        var source = server.Shared.Services.GetRequiredService<ServerDatabase>().Source;
        foreach (var statement in new[] { "create table stolen (id int)", "drop table tenants", "alter table sites disable row level security", "select * from sites", "select * from api_tokens", "select email from people", "select hash from person_passwords", "select seed from person_totp", "select public_key from person_passkeys", "select value from data_protection_keys", "select id from sessions" })
        {
            await using var command = source.CreateCommand(statement);
            await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task The_role_that_spans_tenants_may_do_this_and_no_more()
    {
        const string Sql = """
            select relname || ' ' || string_agg(may, ', ' order by may)
              from (select relname, lower(privilege_type) as may
                      from pg_class, aclexplode(relacl)
                     where grantee = 'tinyeclipse_worker'::regrole
                    union all
                    select relname, lower(privilege_type) || ' (' || string_agg(attname, ', ' order by attnum) || ')'
                      from pg_class join pg_attribute on attrelid = pg_class.oid, aclexplode(attacl)
                     where grantee = 'tinyeclipse_worker'::regrole
                     group by relname, privilege_type) as granted
             group by relname
             order by relname
            """;
        await using var transaction = await Tenants.BeginAcrossTenantsAsync(CancellationToken.None);

        Assert.Equal(
            [
                "abandoned_carts select (tenant_id, judge_at)",
                "api_tokens delete, insert, select, update (last_used_at, revoked_at, expires_at)",
                "chore_runs insert, select, update (ran_at)",
                "contacts select (tenant_id, id, last_seen_at)",
                "data_protection_keys insert, select, update (value)",
                "events delete, select (tenant_id, id, xact, created_at), update (xact)",
                "idempotency_keys delete, insert, select, update",
                "invitations delete, select",
                "journey_entries delete, select (tenant_id, id, occurred_at)",
                "memberships delete, insert, select, update (role)",
                "notifications delete, select (tenant_id, id, created_at)",
                "outbox_messages delete, insert (tenant_id, id, kind, state, destination, summary, payload, next_attempt_at, expires_at, created_at, lifetime), "
                    + "select (tenant_id, id, kind, state, payload, attempt_count, next_attempt_at, expires_at, last_error, created_at, closed_at), "
                    + "update (state, attempt_count, next_attempt_at, last_error, closed_at)",
                "pairing_codes delete, select (tenant_id, id, code_hash, expires_at)",
                "password_resets delete, select, update (token_hash, expires_at)",
                "people insert, select (id, email, display_name, is_operator, language), update (display_name)",
                "person_passkeys delete, insert, select, update (sign_count, backed_up, name, last_used_at)",
                "person_passwords insert, select, update (hash, changed_at)",
                "person_totp delete, insert, select, update (seed, created_at, confirmed_at, last_step)",
                "push_subscriptions delete, select (tenant_id, id, endpoint, p256dh, auth, endpoint_hash, target), "
                    + "update (endpoint, p256dh, auth, endpoint_hash, push_service, target)",
                "recovery_codes delete, insert, select",
                "server_keys delete, insert, select, update (private_key, ends_at)",
                "server_secrets insert, select, update (value)",
                "sessions delete, insert, select, update (last_used_at, authenticated_at)",
                "sign_in_lanes delete, insert, select, update (score, scored_at, blocked_until)",
                "site_tokens delete, select, update (last_used_at)",
                "sites select (tenant_id, id, environment, fingerprint, is_held)",
                "tenants insert, select, update (plan, updated_at)",
                "used_passkey_challenges delete, insert, select",
            ],
            await transaction.QueryAsync<string>(Sql, null, CancellationToken.None));
    }

    [Fact]
    public async Task The_role_that_spans_tenants_sends_nothing_in_a_tenants_name()
    {
        const string Sql = """
            insert into outbox_messages (tenant_id, id, kind, state, destination, summary, payload, next_attempt_at, expires_at, lifetime, created_at)
            values (@Value, gen_random_uuid(), 2, 1, '', '', '{}', 'infinity', 'infinity', '1 day', now())
            """;
        var tenant = await server.NewTenantAsync();
        await using var transaction = await Tenants.BeginAcrossTenantsAsync(CancellationToken.None);
        Assert.Equal(1, await transaction.ExecuteAsync(Sql, new { TenantId.None.Value }, CancellationToken.None));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => transaction.ExecuteAsync(Sql, new { tenant.Tenant.Value }, CancellationToken.None));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task The_tenant_of_a_transaction_does_not_stay_on_its_connection()
    {
        var tenant = await server.NewTenantAsync();
        for (var round = 0; round < 50; round++)
        {
            await using (await Tenants.BeginAsync(tenant.Tenant, CancellationToken.None)) { }
            await using var command = server.Shared.Services.GetRequiredService<ServerDatabase>().Source.CreateCommand("select coalesce(current_setting('app.tenant_id', true), '')");
            Assert.Equal("", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Connections_are_kept_and_used_again()
    {
        var source = server.Shared.Services.GetRequiredService<ServerDatabase>().Source;
        var backends = new HashSet<int>();
        for (var round = 0; round < 200; round++)
        {
            await using var command = source.CreateCommand("select pg_backend_pid()");
            backends.Add((int)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
        }

        Assert.InRange(backends.Count, 1, 100);
    }
}
