using Google.Protobuf.Reflection;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Audit.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tests.Notifications;
using TinyEclipse.Server.Tests.People;
using TinyEclipse.Server.Tests.Tenancy;

namespace TinyEclipse.Server.Tests.Audit;

/// <summary>That nothing is written without the audit log: no rpc, and no table.</summary>
public sealed class AuditCoverageTests(PushServer push) : IClassFixture<PushServer>
{
    private static readonly string[] Reading = ["Get", "List", "Watch", "Export"];

    /// <summary>Tables that the server may write and that the log does not tell of, each with the reason.</summary>
    private static readonly Dictionary<string, string> NotAudited = new(StringComparer.Ordinal)
    {
        ["chore_runs"] = "when the server's own upkeep ran last",
        ["contact_customer_ids"] = "a site's names for a contact, which only its reports make; it goes with the contact",
        ["events"] = "a record itself, that the server keeps of what happened",
        ["idempotency_keys"] = "remembers requests for a day; what they wrote is audited itself",
        ["journey_entries"] = "a record itself, that is only added to, and goes with its contact",
        ["notifications"] = "what people were told, made by the server of what is audited or reported",
        ["sign_in_lanes"] = "counts guesses",
        ["used_passkey_challenges"] = "remembers for a day that a challenge was answered",
    };

    public static TheoryData<string> Audited => new(WritingCalls.WithEntry.Keys);

    [Fact]
    public void Every_rpc_that_writes_is_tried_or_excused()
    {
        var writing = EveryMethod.All.Where(method => !Reading.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal))).Select(ShortName);

        Assert.Equal(writing.Order(StringComparer.Ordinal), WritingCalls.WithEntry.Keys.Concat(WritingCalls.WithoutEntry.Keys).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Audited))]
    public async Task A_call_that_writes_leaves_an_entry_that_names_who_called(string name)
    {
        var attempt = WritingCalls.WithEntry[name];
        var shop = await push.NewShopAsync();
        var scene = new WritingScene(shop, await TestPerson.NewAsync(push.Server, shop.Tenant.Tenant));
        var (caller, requestId) = (await attempt.CallerAsync(scene)).Marked();

        await attempt.CallAsync(scene, caller);

        var entries = await push.Server.AuditOfAsync(requestId, shop.Tenant.Tenant);
        if (name == "TenantService.CreateTenant")
            return; // its entry belongs to the new tenant: AuditTests reads it there
        Assert.NotEmpty(entries);
        Assert.All(entries, entry =>
        {
            Assert.Equal((attempt.Kind, "127.0.0.1"), (entry.Kind, entry.Address));
            Assert.EndsWith(name.Replace('.', '/'), entry.Method, StringComparison.Ordinal);
            Assert.Equal(attempt.Kind is ActorKind.Person or ActorKind.ApiToken, entry.PersonId is not null);
            Assert.Equal(attempt.Kind == ActorKind.Site, entry.SiteId is not null);
        });
        Assert.DoesNotContain(caller.Token.Length > 0 ? caller.Token : "no token", string.Concat(entries.Select(entry => entry.Before + entry.After)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_table_that_the_server_may_write_is_audited_or_excused()
    {
        const string Sql = """
            select relname
              from pg_class
             where relkind in ('r', 'p')
               and relnamespace = 'public'::regnamespace
               and exists (
                       select from unnest(array['tinyeclipse_server', 'tinyeclipse_worker']) as role
                        where has_table_privilege(role, pg_class.oid, 'insert, update, delete, truncate') or has_any_column_privilege(role, pg_class.oid, 'insert, update'))
               and not exists (select from pg_trigger where tgrelid = pg_class.oid and tgname = 'audit_write' and tgenabled = 'O')
             order by relname
            """;

        Assert.Equal(NotAudited.Keys.Order(StringComparer.Ordinal), await QueryAsync(Sql));
    }

    [Fact]
    public async Task What_sounds_like_a_secret_is_never_shown()
    {
        var shown =
            from row in await QueryAsync("""
                select relname || '.' || attname
                  from pg_attribute
                  join pg_class on pg_class.oid = attrelid
                  join pg_trigger on tgrelid = attrelid and tgname = 'audit_write'
                 where attnum > 0
                   and not attisdropped
                   and atttypid <> 'bytea'::regtype
                   and attname ~ '(hash|secret|password|seed|private|code)'
                 order by 1
                """)
            let name = row.Split('.')
            where !AuditedTables.All.Single(table => table.Name == name[0]).Secret.Contains(name[1])
            where row != "abandoned_carts.currency_code"
            select row;

        Assert.Empty(shown);
    }

    [Fact]
    public async Task A_number_that_stands_for_a_word_is_told_by_the_word()
    {
        const string Sql = """
            select relname || '.' || attname
              from pg_attribute
              join pg_class on pg_class.oid = attrelid
              join pg_trigger on tgrelid = attrelid and tgname = 'audit_write'
             where attnum > 0
               and not attisdropped
               and atttypid = 'int2'::regtype
             order by 1
            """;
        var told = AuditedTables.All.SelectMany(table => table.Enums, (table, column) => $"{table.Name}.{column.Column}");

        Assert.Equal(told.Order(StringComparer.Ordinal), (await QueryAsync(Sql)).Order(StringComparer.Ordinal));
    }

    private static string ShortName(MethodDescriptor method) => $"{method.Service.Name}.{method.Name}";

    private async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        await using var transaction = await push.Server.Services.GetRequiredService<TenantDatabase>().BeginAcrossTenantsAsync(CancellationToken.None);
        return await transaction.QueryAsync<string>(sql, null, CancellationToken.None);
    }
}
