using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.People.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Tests.Tenancy;

public sealed class CredentialStoreTests(TestServer tests)
{
    [Fact]
    public async Task A_person_of_very_many_tenants_has_a_role_in_each()
    {
        const string Sql = """
            insert into tenants (id, name, domain, plan, time_zone, cart_abandon_minutes, created_at, updated_at)
            select gen_random_uuid(), 'Winkel ' || number, 'winkel-' || number || '.example', 2, 'Europe/Brussels', 60, now(), now()
              from generate_series(1, 300) as number;
            insert into memberships (tenant_id, person_id, role, created_at)
            select id, @person, 1, now()
              from tenants
            on conflict do nothing
            """;
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync());
        var owner = (await server.NewTenantAsync()).Owner;
        var person = Guid.Parse((await new PersonService.PersonServiceClient(owner.Grpc).GetMeAsync(new())).Id);
        await using (var transaction = await server.Services.GetRequiredService<TenantDatabase>().BeginAcrossTenantsAsync(CancellationToken.None))
        {
            await transaction.ExecuteAsync(Sql, new { person }, CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }

        var found = await server.Services.GetRequiredService<CredentialStore>().FindAcrossTenantsAsync(owner.Token, CancellationToken.None);

        Assert.Equal(301, Assert.IsType<PersonCredential>(found).Memberships.Count);
    }
}
