using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Contacts;
using TinyEclipse.Server.Privacy;
using Number = TinyEclipse.Contacts.V1.CustomerNumber;

namespace TinyEclipse.Server.Tests.Privacy;

/// <summary>A page of what is held costs what is on it, however much there is.</summary>
public sealed class ContactExportPageTests(TestServer server)
{
    private readonly List<(string Part, string After, int Limit)> _read = [];

    [Fact]
    public async Task A_page_reads_what_it_shows_and_the_next_one_goes_on_behind_it()
    {
        var tenant = await server.NewTenantAsync();
        var export = Export(Part("few", 2), Part("none", 0), Part("many", 5));

        var (seen, after) = (new List<string>(), "");
        while (await export.ReadAsync(tenant.Tenant, Guid.NewGuid(), after, 3, TestContext.Current.CancellationToken) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(item => $"{item.Kind} {((Number)item.Message).CustomerId}"));
            after = page[^1].Place;
        }

        Assert.Equal(["few 0", "few 1", "many 0", "many 1", "many 2", "many 3", "many 4"], seen);
        Assert.Equal([("few", "", 3), ("none", "", 1), ("many", "", 1), ("many", "0", 3), ("many", "3", 3), ("many", "4", 3)], _read);
    }

    [Fact]
    public async Task A_part_that_is_new_since_the_page_before_moves_nothing()
    {
        var tenant = await server.NewTenantAsync();
        var before = await Export(Part("few", 2)).ReadAsync(tenant.Tenant, Guid.NewGuid(), "", 1, TestContext.Current.CancellationToken);

        var next = await Export(Part("new", 3), Part("few", 2)).ReadAsync(tenant.Tenant, Guid.NewGuid(), before[0].Place, 9, TestContext.Current.CancellationToken);

        Assert.Equal(["few 1"], next.Select(item => item.Place));
    }

    [Theory]
    [InlineData("0 1")]
    [InlineData("gone 7")]
    [InlineData("few")]
    public async Task A_place_of_another_version_is_refused(string place)
    {
        var tenant = await server.NewTenantAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(
            () => Export(Part("few", 2)).ReadAsync(tenant.Tenant, Guid.NewGuid(), place, 1, TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal(["page_token"], refused.Fields());
    }

    private ContactExport Export(params ContactDataPart[] parts) =>
        new(server.Shared.Services.GetRequiredService<ContactStore>(), parts, server.Shared.Services.GetRequiredService<TenantDatabase>(), TimeProvider.System);

    private ContactDataPart Part(string name, int count) => new(name, [], (_, _, slice, _) => Task.FromResult(Read(name, count, slice)), (_, _, _) => Task.CompletedTask);

    private IReadOnlyList<ContactDatum> Read(string name, int count, ContactDataSlice slice)
    {
        _read.Add((name, slice.After, slice.Limit));
        var keys = Enumerable.Range(0, count).Select(number => $"{number}");
        return [.. keys.Where(key => string.CompareOrdinal(key, slice.After) > 0).Take(slice.Limit).Select(key => new ContactDatum(key, new Number { CustomerId = key }))];
    }
}
