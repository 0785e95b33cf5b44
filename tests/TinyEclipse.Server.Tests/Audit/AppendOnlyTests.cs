using Npgsql;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Audit;

namespace TinyEclipse.Server.Tests.Audit;

/// <summary>The log at the database: the server's own roles neither forge nor change nor delete it.</summary>
public sealed class AppendOnlyTests(TestServer tests)
{
    public static TheoryData<string> Forgeries =>
    [
        "insert into audit_entries (tenant_id, id) values (gen_random_uuid(), gen_random_uuid())",
        "update audit_entries set method = ''",
        "delete from audit_entries",
        "truncate audit_entries",
        "drop table audit_entries",
        "alter table audit_entries disable row level security",
        "alter table tenants disable trigger audit_write",
        "drop trigger audit_write on tenants",
        "set local session_replication_role = replica",
        "call audit_table('tenants', '', '', '{}', '{}', '{}', '{4}')",
        "select audit_write()",
        "create or replace function audit_write() returns trigger language plpgsql as 'begin return null; end'",
    ];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task No_role_of_the_server_touches_the_log(string statement)
    {
        var tenant = await tests.NewTenantAsync();
        var database = tests.Shared.Services.GetRequiredService<TenantDatabase>();
        await using var one = await database.BeginAsync(tenant.Tenant, CancellationToken.None);
        await using var across = await database.BeginAcrossTenantsAsync(CancellationToken.None);
        foreach (var transaction in new ServerTransaction[] { one, across })
            await Assert.ThrowsAsync<PostgresException>(() => transaction.ExecuteAsync(statement, null, CancellationToken.None));
    }

    [Fact]
    public async Task Entries_go_after_two_years_and_none_before()
    {
        var database = await tests.NewDatabaseAsync();
        await using var server = await TestServer.StartAsync(database);
        await ExecuteAsync(database, "delete from audit_entries");
        await ExecuteAsync(database, """
            insert into audit_entries (tenant_id, id, occurred_at, actor_kind, address, request_id, method, action, resource_type, resource_id)
            select gen_random_uuid(), gen_random_uuid(), now() - age, 4, '', '', '', 1, 'site', ''
              from unnest(array[interval '2 years 1 hour', interval '2 years -1 hour', interval '0']) as age
            """);

        await server.Services.GetRequiredService<AuditStore>().DeleteOldAcrossTenantsAsync(CancellationToken.None);

        Assert.Equal(2L, await ExecuteAsync(database, "select count(*) from audit_entries"));
    }

    [Fact]
    public async Task What_somebody_does_at_the_database_itself_is_told_as_that()
    {
        var database = await tests.NewDatabaseAsync();
        await using var server = await TestServer.StartAsync(database);
        var tenant = await server.NewTenantAsync();
        await ExecuteAsync(database, $"update tenants set plan = 1 where id = '{tenant.Id}'");

        Assert.Equal((short)6, await ExecuteAsync(database, $"select actor_kind from audit_entries where resource_type = 'tenant' and resource_id = '{tenant.Id}' and action = 2"));
    }

    [Fact]
    public async Task A_write_that_is_rolled_back_leaves_no_entry()
    {
        var tenant = await tests.NewTenantAsync();
        var database = tests.Shared.Services.GetRequiredService<TenantDatabase>();
        await using (var transaction = await database.BeginAsync(tenant.Tenant, CancellationToken.None))
            await transaction.ExecuteAsync("update sites set url = 'https://elsewhere.example'", null, CancellationToken.None);

        await using var reading = await database.BeginAsync(tenant.Tenant, CancellationToken.None);
        Assert.Equal(0, await reading.QuerySingleAsync<int>("select count(*)::integer from audit_entries where action = 2", null, CancellationToken.None));
    }

    private static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
