using System.Text;
using TinyEclipse.Server.Rpc;
using Client = TinyEclipse.Audit.V1.AuditService.AuditServiceClient;
using SiteCalls = TinyEclipse.Sites.V1.SiteService.SiteServiceClient;

namespace TinyEclipse.Server.Tests.Audit;

public sealed class AuditExportTests(TestServer server)
{
    [Fact]
    public async Task The_file_opens_in_excel_and_holds_every_entry_once()
    {
        var tenant = await server.NewTenantAsync();
        var sites = new SiteCalls(tenant.Owner.Grpc);
        for (var number = 0; number < 3; number++)
            await sites.CreateSiteTokenAsync(new() { TenantId = tenant.Id, SiteId = tenant.SiteId.ToString() });

        using var response = await tenant.Owner.Http.GetAsync(new Uri("/api/admin/audit-entries/export", UriKind.Relative));
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var lines = Encoding.UTF8.GetString(bytes).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(("text/csv", "audit.csv"), (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentDisposition!.FileName!.Trim('"')));
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.StartsWith("\uFEFFtime_utc;actor;person_name;", lines[0], StringComparison.Ordinal);
        var listed = await new Client(tenant.Owner.Grpc).ListAuditEntriesAsync(new() { PageSize = 200 });
        Assert.Equal(listed.Entries.Count, lines.Length - 1);
        Assert.Equal(3, lines.Count(line => line.Contains("SiteService/CreateSiteToken", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("one;two", "\"one;two\"")]
    [InlineData("he said \"no\"", "\"he said \"\"no\"\"\"")]
    [InlineData("a\r\nb", "\"a\r\nb\"")]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData(" =1+1", "' =1+1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1;", "\"'\r=1;\"")]
    [InlineData("＝1", "'＝1")]
    public void No_cell_breaks_out_or_becomes_a_formula(string value, string cell)
    {
        var text = new StringBuilder();
        Csv.AppendRow(text, "first", value);

        Assert.Equal($"first;{cell}\r\n", text.ToString());
    }

    [Fact]
    public async Task Whose_token_is_of_another_tenant_gets_no_file()
    {
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());

        using var response = await mine.Owner.Http.GetAsync(new Uri($"/api/admin/audit-entries/export?tenant_id={theirs.Id}", UriKind.Relative));

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, response.StatusCode);
    }
}
