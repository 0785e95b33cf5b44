using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Contacts;
using TinyEclipse.Server.Privacy;
using Number = TinyEclipse.Contacts.V1.CustomerNumber;

namespace TinyEclipse.Server.Tests.Privacy;

/// <summary>A page of what is held costs what is on it, however much there is.</summary>
public sealed class ContactExportPageTests(TestServer server)
{
    private readonly List<(string Part, int Offset, int Limit)> _read = [];

    [Fact]
    public async Task A_page_reads_what_it_shows_and_the_next_one_goes_on_behind_it()
    {
        var tenant = await server.NewTenantAsync();
        var services = server.Shared.Services;
        var export = new ContactExport(
            services.GetRequiredService<ContactStore>(), [Part("few", 2), Part("none", 0), Part("many", 5)], services.GetRequiredService<TenantDatabase>(), TimeProvider.System);

        var (seen, after) = (new List<string>(), "");
        while (await export.ReadAsync(tenant.Tenant, Guid.NewGuid(), after, 3, TestContext.Current.CancellationToken) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(item => $"{item.Kind} {((Number)item.Message).CustomerId}"));
            after = page[^1].Place;
        }

        Assert.Equal(["few 0", "few 1", "many 0", "many 1", "many 2", "many 3", "many 4"], seen);
        Assert.Equal([("few", 0, 3), ("none", 0, 1), ("many", 0, 1), ("many", 1, 3), ("many", 4, 3), ("many", 5, 3)], _read);
    }

    private ContactDataPart Part(string name, int count) => new(name, [], (_, _, slice, _) => Task.FromResult(Read(name, count, slice)), (_, _, _) => Task.CompletedTask);

    private IReadOnlyList<IMessage> Read(string name, int count, ContactDataSlice slice)
    {
        _read.Add((name, slice.Offset, slice.Limit));
        return [.. Enumerable.Range(0, count).Skip(slice.Offset).Take(slice.Limit).Select(number => new Number { CustomerId = $"{number}" })];
    }
}
