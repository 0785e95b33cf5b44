using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Tests.Database;

/// <summary>
/// Row-level security alone, for every table with a tenant that there is: as the server's role, with one tenant set, nothing of another is seen, changed,
/// removed or put in. No code of ours stands between these statements and the database.
/// </summary>
public sealed class RowSecurityOfEveryTableTests(TestServer tests)
{
    private const string Tables = """
        select relname
          from pg_class
          join pg_attribute on attrelid = pg_class.oid and attname = 'tenant_id' and not attisdropped
         where relkind in ('r', 'p')
           and relnamespace = 'public'::regnamespace
         order by relname
        """;

    // A row of the tenant in a table, whatever its columns: of each type some value, and no foreign key or check in the way.
    private const string Fill = """
        do $$
        declare
            columns text;
            made text;
        begin
            select string_agg(quote_ident(attname), ', ' order by attnum),
                   string_agg(case
                       when attname = 'tenant_id' then quote_literal('TENANT')
                       when atttypid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'float8'::regtype, 'numeric'::regtype) then '1'
                       when atttypid = 'bool'::regtype then 'false'
                       when atttypid = 'uuid'::regtype then 'gen_random_uuid()'
                       when atttypid = 'timestamptz'::regtype then 'now()'
                       when atttypid = 'date'::regtype then 'now()::date'
                       when atttypid in ('jsonb'::regtype, 'json'::regtype) then quote_literal('{}')
                       when atttypid = 'bytea'::regtype then 'decode(md5(random()::text), ''hex'')'
                       when atttypid = 'interval'::regtype then quote_literal('1 day')
                       when atttypid = 'xid8'::regtype then 'pg_current_xact_id()'
                       when atttypid = 'inet'::regtype then quote_literal('127.0.0.1')
                       when typcategory = 'A' then quote_literal('{}')
                       else 'md5(random()::text)' end, ', ' order by attnum)
              into columns, made
              from pg_attribute
              join pg_type on pg_type.oid = atttypid
             where attrelid = 'TABLE'::regclass and attnum > 0 and not attisdropped and attnotnull and attidentity = '' and attgenerated = '';
            execute format('insert into TABLE (%s) values (%s)', columns, made);
        end $$
        """;

    [Fact]
    public async Task Rows_of_another_tenant_are_out_of_reach_in_every_table()
    {
        var database = await tests.NewDatabaseAsync();
        await using var server = await TestServer.StartAsync(database);
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var tables = await TablesAsync(database);
        Assert.True(tables.Count >= 12, string.Join(", ", tables));
        foreach (var table in tables)
            await PutInAsync(database, table, theirs.Id);

        await using var transaction = await server.Services.GetRequiredService<TenantDatabase>().BeginAsync(mine.Tenant, CancellationToken.None);
        var columns = await WritableColumnsAsync(database);
        foreach (var table in tables)
        {
            Assert.Equal(0L, await ReachAsync(transaction, $"select count(tenant_id) from {table} where tenant_id = '{theirs.Id}'"));
            Assert.Equal(0L, await ReachAsync(transaction, $"with gone as (delete from {table} where tenant_id = '{theirs.Id}' returning tenant_id) select count(*) from gone"));
            if (columns.TryGetValue(table, out var column))
                Assert.Equal(0L, await ReachAsync(transaction, $"with done as (update {table} set {column} = {column} where tenant_id = '{theirs.Id}' returning tenant_id) select count(*) from done"));
        }
    }

    [Fact]
    public async Task Nothing_can_be_put_into_another_tenant_in_any_table()
    {
        var database = await tests.NewDatabaseAsync();
        await using var server = await TestServer.StartAsync(database);
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        await using var transaction = await server.Services.GetRequiredService<TenantDatabase>().BeginAsync(mine.Tenant, CancellationToken.None);

        foreach (var table in await TablesAsync(database))
        {
            await transaction.ExecuteAsync("savepoint before", null, CancellationToken.None);
            var refused = await Assert.ThrowsAsync<PostgresException>(
                () => transaction.ExecuteAsync(FillOf(table, theirs.Id), null, CancellationToken.None));
            // Neither foreign keys nor checks: the policy, or the missing right to insert at all.
            Assert.True(refused.SqlState == PostgresErrorCodes.InsufficientPrivilege, $"{table}: {refused.MessageText}");
            await transaction.ExecuteAsync("rollback to savepoint before", null, CancellationToken.None);
        }
    }

    /// <summary>How many rows; none where the role may not even ask.</summary>
    private static async Task<long> ReachAsync(TenantTransaction transaction, string sql)
    {
        await transaction.ExecuteAsync("savepoint before", null, CancellationToken.None);
        try
        {
            return await transaction.QuerySingleAsync<long>(sql, null, CancellationToken.None);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            await transaction.ExecuteAsync("rollback to savepoint before", null, CancellationToken.None);
            return 0;
        }
    }

    /// <summary>As the owner, with foreign keys and checks out of the way: what counts is the tenant of the row.</summary>
    private static Task PutInAsync(string database, string table, string tenant) => PostgresServer.ExecuteAsync(
        database,
        $$"""
        set session_replication_role = replica;
        do $$
        declare check_name text;
        begin
            for check_name in select conname from pg_constraint where conrelid = '{{table}}'::regclass and contype = 'c' loop
                execute format('alter table {{table}} drop constraint %I', check_name);
            end loop;
        end $$;
        {{FillOf(table, tenant)}}
        """);

    private static string FillOf(string table, string tenant) =>
        Fill.Replace("TENANT", tenant, StringComparison.Ordinal).Replace("TABLE", table, StringComparison.Ordinal);

    private static async Task<List<string>> TablesAsync(string database) => [.. (await ReadAsync(database, Tables)).Select(row => row[0])];

    /// <summary>Of each table a column that the server's role may write.</summary>
    private static async Task<Dictionary<string, string>> WritableColumnsAsync(string database)
    {
        const string Sql = """
            select table_name, min(column_name)
              from information_schema.column_privileges
             where grantee = 'tinyeclipse_server' and privilege_type = 'UPDATE'
             group by table_name
            """;
        return (await ReadAsync(database, Sql)).ToDictionary(row => row[0], row => row[1], StringComparer.Ordinal);
    }

    private static async Task<List<string[]>> ReadAsync(string database, string sql)
    {
        await using var owner = new NpgsqlConnection(database);
        await owner.OpenAsync();
        await using var command = new NpgsqlCommand(sql, owner);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string[]>();
        while (await reader.ReadAsync())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(field => reader.GetValue(field).ToString()!)]);
        return rows;
    }
}
