using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Privacy;

namespace TinyEclipse.Server.Tests.Privacy;

/// <summary>Every table that can hold something of a shopper has somebody who exports and erases it.</summary>
public sealed class ContactDataCoverageTests(TestServer server)
{
    /// <summary>Tables that look as if they did, and why they do not.</summary>
    private static readonly Dictionary<string, string> OfOthers = new(StringComparer.Ordinal)
    {
        ["api_tokens"] = "the name that a person gave a token",
        ["audit_entries"] = "of personal data it says only that it changed",
        ["chore_runs"] = "the name of a chore",
        ["data_protection_keys"] = "the name of a key",
        ["invitations"] = "the address of who is to work for a tenant",
        ["outbox_messages"] = "the payload names rows, never a shopper; summary and destination are those of a device, or of who works for a tenant",
        ["password_resets"] = "the address of who works for a tenant",
        ["people"] = "who works for a tenant, not who shops there",
        ["person_passkeys"] = "the name that a person gave a passkey",
        ["schema_migrations"] = "the name of a file",
        ["server_secrets"] = "the name of a secret",
        ["tenants"] = "the name of a shop",
    };

    private IReadOnlyList<ContactDataPart> Parts => [.. server.Shared.Services.GetServices<ContactDataPart>()];

    [Fact]
    public async Task Every_table_that_holds_a_contact_is_answered_for()
    {
        var answered = Parts.SelectMany(part => part.Tables).Concat(OfOthers.Keys);

        Assert.Empty((await TablesAsync()).Except(answered, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whoever_answers_for_a_table_names_one_that_is_there()
    {
        var tables = await TablesAsync();

        Assert.All(Parts, part => Assert.NotEmpty(part.Tables));
        Assert.All(Parts.SelectMany(part => part.Tables), table => Assert.Contains(table, tables));
        Assert.All(OfOthers.Keys, table => Assert.Contains(table, tables));
        Assert.Equal(Parts.Select(part => part.Name).Distinct(StringComparer.Ordinal), Parts.Select(part => part.Name));
    }

    [Fact]
    public async Task A_table_that_refers_to_contacts_or_holds_free_details_is_found()
    {
        var tables = await TablesAsync();

        Assert.Contains("contact_customer_ids", tables); // by its foreign key
        Assert.Contains("notifications", tables); // by its details
        Assert.Contains("contacts", tables); // by its columns
        Assert.DoesNotContain("sites", tables);
    }

    /// <summary>Those with a foreign key to contacts, with details of any shape, or with a column that is named after what a shopper tells.</summary>
    private async Task<IReadOnlyList<string>> TablesAsync()
    {
        const string Sql = """
            select distinct relname
              from pg_class
              join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
             where relkind in ('r', 'p')
               and relnamespace = 'public'::regnamespace
               and (attname ~ '(contact|customer|shopper|visitor|email|phone|mobile|surname|birth|street|postcode|ip_address)'
                    or attname in ('name', 'first_name', 'last_name', 'full_name', 'city', 'address_line', 'user_agent', 'who')
                    or atttypid in ('jsonb'::regtype, 'json'::regtype)
                    or exists (select from pg_constraint where conrelid = pg_class.oid and confrelid = 'contacts'::regclass))
             order by relname
            """;
        await using var transaction = await server.Shared.Services.GetRequiredService<TenantDatabase>().BeginAcrossTenantsAsync(CancellationToken.None);
        return await transaction.QueryAsync<string>(Sql, null, CancellationToken.None);
    }
}
