using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Contacts;
using TinyEclipse.Server.Features.Journey;
using TinyEclipse.Server.Privacy;
using TinyEclipse.Server.Tests.AbandonedCarts;
using static TinyEclipse.Server.Tests.Privacy.ContactRights;
using Stories = TinyEclipse.Contacts.V1.JourneyService.JourneyServiceClient;

namespace TinyEclipse.Server.Tests.Privacy;

public sealed partial class RetentionTests(TestServer tests)
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_contact_nobody_heard_of_goes_with_all_that_is_theirs_and_who_came_by_stays()
    {
        var clock = new TestClock(Noon);
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), clock, new() { ["Retention:ContactDays"] = "200" });
        var tenant = await server.NewTenantAsync();
        var ada = await tenant.ReportAsync(CartOfAda());
        await tenant.ReportAsync(CartCalls.Cart("c-2", email: "bob@example.org"));
        var erasure = server.Services.GetRequiredService<ContactErasure>();

        clock.Advance(TimeSpan.FromDays(199));
        await erasure.EraseUnseenAsync(CancellationToken.None);
        Assert.Equal(2, (await tenant.Owner.Contacts().ListContactsAsync(new())).Contacts.Count);

        await tenant.ReportAsync(CartCalls.Cart("c-3", email: "bob@example.org"));
        clock.Advance(TimeSpan.FromDays(2));
        await erasure.EraseUnseenAsync(CancellationToken.None);

        Assert.Equal("bob@example.org", Assert.Single((await tenant.Owner.Contacts().ListContactsAsync(new())).Contacts).Email);
        Assert.Equal(("", 4500), ((await tenant.GetCartAsync(ada.Id)).ContactId, (await tenant.GetCartAsync(ada.Id)).TotalMinor));
    }

    [Fact]
    public async Task An_old_part_of_a_story_goes_and_its_contact_stays()
    {
        var clock = new TestClock(Noon);
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), clock, new() { ["Retention:JourneyDays"] = "30" });
        var tenant = await server.NewTenantAsync();
        await tenant.TellOfAdaAsync("old");
        clock.Advance(TimeSpan.FromDays(20));
        await tenant.TellOfAdaAsync("new");
        var contact = Assert.Single((await tenant.Owner.Contacts().ListContactsAsync(new())).Contacts);

        foreach (var (days, left) in new[] { (9.9, 2), (0.2, 1), (20, 0) })
        {
            clock.Advance(TimeSpan.FromDays(days));
            await server.Services.GetRequiredService<JourneyStore>().DeleteOldAcrossTenantsAsync(CancellationToken.None);
            Assert.Equal(left, (await new Stories(tenant.Owner.Grpc).ListJourneyEntriesAsync(new() { ContactId = contact.Id })).Entries.Count);
        }
    }

    [Fact]
    public async Task A_server_that_is_told_to_keep_data_for_ever_does_not_start()
    {
        var database = await tests.NewDatabaseAsync();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(
            () => TestServer.StartAsync(database, settings: new() { ["Retention:NotificationDays"] = "100000" }));

        Assert.Contains("NotificationDays", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_in_the_readme_is_that_of_the_code()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(SourceFolder(), "../../../README.md"), TestContext.Current.CancellationToken);
        var defaults = new RetentionOptions();
        var expected = typeof(RetentionOptions).GetProperties().Select(property =>
        {
            var range = property.GetCustomAttribute<RangeAttribute>()!;
            return $"{property.GetValue(defaults)} days, {property.Name}, {range.Minimum} to {range.Maximum}";
        });

        var told = Row().Matches(readme).Select(row => $"{row.Groups[1].Value} days, {row.Groups[2].Value}, {row.Groups[3].Value}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_readme_says_how_long_the_database_keeps_its_audit_log()
    {
        const string Sql = "select substring(prosrc from 'interval ''(.*?)''') from pg_proc where proname = 'delete_old_audit_entries'";
        await using var transaction = await tests.Shared.Services.GetRequiredService<TenantDatabase>().BeginAcrossTenantsAsync(CancellationToken.None);
        var kept = await transaction.QuerySingleAsync<string>(Sql, null, CancellationToken.None);

        var readme = await File.ReadAllTextAsync(Path.Combine(SourceFolder(), "../../../README.md"), TestContext.Current.CancellationToken);
        Assert.Contains($"\n| the audit log | {kept} | |\n", readme, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\| (\d+) days \| `Retention__(\w+)`, (\d+ to \d+) \|")]
    private static partial Regex Row();

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
