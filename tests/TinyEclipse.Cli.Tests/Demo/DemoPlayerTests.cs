using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using TinyEclipse.Cli.Demo;

namespace TinyEclipse.Cli.Tests.Demo;

public sealed class DemoPlayerTests : IDisposable
{
    private const string TenantId = "e71307b8-a263-4a0f-bdb5-64060fcd84d1";
    private static readonly DemoPace Pace = new(1000, TimeSpan.FromMinutes(60));

    private readonly TestTime _time = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
    private readonly StringWriter _ledger = new();
    private readonly DemoScript _script = DemoScript.Write(7, 30, Pace);

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Reports_are_those_of_the_plugin()
    {
        var server = new StubServer(_ => StubServer.Ok());

        await PlayAsync(server);

        Assert.All(server.Requests, request => Assert.Equal("Bearer te_site_secret", request.Authorization));
        Assert.Equal(
            [$"/api/shop/{TenantId}/abandoned-carts", $"/api/shop/{TenantId}/journey", "/api/sites/heartbeat"],
            server.Requests.Select(request => request.Path).Distinct().Order());

        var order = Carts(server).First(cart => cart.ContainsKey("order_id"));
        Assert.Equal(
            ["cart_token", "currency_code", "email", "items", "name", "occurred_at", "order_id", "total_minor"],
            order.Select(field => field.Key).Where(key => key is not ("phone" or "customer_id")).Order());
        Assert.Equal(["name", "price_minor", "product_id", "quantity"], order["items"]![0]!.AsObject().Select(field => field.Key).Order());
        Assert.Contains(Carts(server), cart => !cart.ContainsKey("email"));
    }

    [Fact]
    public async Task Every_promise_of_the_server_is_in_the_ledger()
    {
        var server = new StubServer(_ => StubServer.Ok());

        var summary = await PlayAsync(server);

        var ledger = _ledger.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(Carts(server).Count(), ledger.Count);
        Assert.Equal((30, 30, ledger.Count, ledger.Count), (summary.CartsSent, summary.CartsAcknowledged, summary.ReportsSent, summary.ReportsAcknowledged));
        Assert.Equal(
            _script.Shoppers.CountBy(shopper => shopper.Outcome).Select(pair => (pair.Key.ToString().ToLowerInvariant(), pair.Value)).Order(),
            ledger.GroupBy(entry => (string)entry["cart_token"]!).Select(cart => (string)cart.First()["expected"]!).CountBy(word => word).Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal(_script.Shoppers.Count(shopper => shopper.Outcome is Outcome.Abandoned), summary.ExpectedAbandoned);
        Assert.Empty(summary.Problems);
    }

    [Fact]
    public async Task Repeated_and_late_reports_tell_the_time_at_which_it_happened()
    {
        var server = new StubServer(_ => StubServer.Ok());

        await PlayAsync(server);

        var repeats = _script.Shoppers.SelectMany(shopper => shopper.Moments).Count(moment => moment is { IsRepeated: true, Lines: not null });
        Assert.Equal(repeats, Carts(server).Count() - Carts(server).Select(cart => cart.ToJsonString()).Distinct().Count());
        foreach (var shopper in _script.Shoppers)
        {
            var told = Carts(server).Where(cart => ((string)cart["cart_token"]!).EndsWith(shopper.Number.ToString("-000", CultureInfo.InvariantCulture), StringComparison.Ordinal));
            var latest = told.MaxBy(cart => (DateTimeOffset)cart["occurred_at"]!)!;
            Assert.Equal(shopper.LastCartMoment.TotalMinor, (long)latest["total_minor"]!);
        }
    }

    [Fact]
    public async Task A_refused_report_is_told_and_not_counted()
    {
        var server = new StubServer(count => count == 3 ? StubServer.Json(HttpStatusCode.BadRequest, """{"message":"no"}""") : StubServer.Ok());

        var summary = await PlayAsync(server);

        Assert.Single(summary.Problems);
    }

    private async Task<DemoSummary> PlayAsync(StubServer server)
    {
        using var site = new ShopSite(server, new Uri("http://127.0.0.1:8080"), "te_site_secret", _time, TimeSpan.FromMinutes(2));
        using var ledger = new Ledger(_ledger);
        return await new DemoPlayer(site, TenantId, Pace, _time, ledger, _ => { }).PlayAsync(_script, TestContext.Current.CancellationToken);
    }

    private static IEnumerable<JsonObject> Carts(StubServer server) =>
        server.Requests.Where(request => request.Path.EndsWith("abandoned-carts", StringComparison.Ordinal)).Select(request => request.Body);
}
