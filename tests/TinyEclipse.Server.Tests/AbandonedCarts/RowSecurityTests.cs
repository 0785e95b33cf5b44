using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TinyEclipse.Server.Database;
using static TinyEclipse.Server.Tests.AbandonedCarts.CartCalls;

namespace TinyEclipse.Server.Tests.AbandonedCarts;

/// <summary>The second lock: what a statement that forgets its tenant gets to see.</summary>
public sealed class RowSecurityTests(TestServer server)
{
    [Theory]
    [InlineData("abandoned_carts")]
    [InlineData("contacts")]
    [InlineData("contact_customer_ids")]
    [InlineData("journey_entries")]
    public async Task A_statement_without_a_tenant_sees_only_the_transactions_own_rows(string table)
    {
        var (mine, theirs) = (await TenantWithCartAsync(), await TenantWithCartAsync());

        await using var transaction = await Database.BeginAsync(mine.Tenant, CancellationToken.None);
        var tenants = await transaction.QueryAsync<Guid>($"select distinct tenant_id from {table}", null, CancellationToken.None);

        Assert.NotEqual(mine.Tenant, theirs.Tenant);
        Assert.Equal([mine.Tenant.Value], tenants);
    }

    [Fact]
    public async Task A_row_cannot_be_moved_to_another_tenant()
    {
        var (mine, theirs) = (await TenantWithCartAsync(), await TenantWithCartAsync());

        await using var transaction = await Database.BeginAsync(mine.Tenant, CancellationToken.None);
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            transaction.ExecuteAsync("update abandoned_carts set tenant_id = @Value", new { theirs.Tenant.Value }, CancellationToken.None));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Theory]
    [InlineData("select id from abandoned_carts")]
    [InlineData("select email from abandoned_carts")]
    [InlineData("update abandoned_carts set judge_at = null")]
    [InlineData("select email from contacts")]
    [InlineData("delete from contacts")]
    [InlineData("select title from journey_entries")]
    public async Task A_worker_learns_whose_carts_are_due_and_no_more(string sql)
    {
        await using var transaction = await Database.BeginAcrossTenantsAsync(CancellationToken.None);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => transaction.ExecuteAsync(sql, null, CancellationToken.None));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Theory]
    [InlineData("update journey_entries set title = 'x'")]
    [InlineData("delete from abandoned_carts")]
    public async Task What_was_written_down_stays(string sql)
    {
        var tenant = await TenantWithCartAsync();

        await using var transaction = await Database.BeginAsync(tenant.Tenant, CancellationToken.None);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => transaction.ExecuteAsync(sql, null, CancellationToken.None));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private TenantDatabase Database => server.Shared.Services.GetRequiredService<TenantDatabase>();

    private async Task<TestTenant> TenantWithCartAsync()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.ReportAsync(new(Cart(email: "ada@example.org")) { CustomerId = "7" });
        return tenant;
    }
}
