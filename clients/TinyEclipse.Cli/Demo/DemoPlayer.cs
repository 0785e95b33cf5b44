using System.Globalization;
using System.Text.Json;

namespace TinyEclipse.Cli.Demo;

/// <summary>Plays a script before the server, everybody at once and each in their own time.</summary>
internal sealed class DemoPlayer(ShopSite site, string tenantId, DemoPace pace, TimeProvider time, Ledger ledger, Action<Moment> watch)
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMinutes(5);

    private readonly DateTimeOffset _start = time.GetUtcNow();
    private readonly DemoTally _tally = new();

    public async Task<DemoSummary> PlayAsync(DemoScript script, CancellationToken cancellationToken)
    {
        var acts = script.Shoppers.SelectMany(shopper => shopper.Moments.Select((moment, i) => ActAsync(shopper, moment, i, cancellationToken)));
        try
        {
            await Task.WhenAll([.. acts, BeatAsync(cancellationToken)]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was played until now is still told.
        }

        return _tally.Sum(script, pace, site.RetryCount);
    }

    private async Task ActAsync(Shopper shopper, Moment moment, int index, CancellationToken cancellationToken)
    {
        await WaitUntilAsync(moment.At, cancellationToken);
        watch(moment);
        await WaitUntilAsync(moment.At + moment.Delay, cancellationToken);
        for (var copies = moment.IsRepeated ? 2 : 1; copies > 0; copies--)
            await TellAsync(ReportAsync(shopper, moment, index, cancellationToken));
    }

    /// <summary>One refused report does not end the play.</summary>
    private async Task TellAsync(Task report)
    {
        try
        {
            await report;
        }
        catch (FailureException failure)
        {
            _tally.Failed(failure.Message);
        }
    }

    private async Task ReportAsync(Shopper shopper, Moment moment, int index, CancellationToken cancellationToken)
    {
        var at = _start + pace.Real(moment.At);
        if (moment.Entry is { } entry)
        {
            await site.SendAsync($"api/shop/{tenantId}/journey", Journey(shopper, entry, index, Told(moment, at)), cancellationToken);
            return;
        }

        var report = Cart(shopper, moment, Told(moment, at));
        _tally.Sent(shopper);
        var answer = await site.SendAsync($"api/shop/{tenantId}/abandoned-carts", report, cancellationToken);
        _tally.Acknowledged(shopper, at);
        ledger.Write(new LedgerEntry(report.CartToken, IdOf(answer), report.OccurredAt, report.TotalMinor, shopper.Outcome.ToString().ToLowerInvariant()));
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        for (var at = HeartbeatInterval; at < DemoScript.Length; at += HeartbeatInterval)
        {
            await WaitUntilAsync(at, cancellationToken);
            await TellAsync(site.BeatAsync(cancellationToken));
        }
    }

    private async Task WaitUntilAsync(TimeSpan shopTime, CancellationToken cancellationToken)
    {
        var pause = _start + pace.Real(shopTime) - time.GetUtcNow();
        if (pause > TimeSpan.Zero)
            await Task.Delay(pause, time, cancellationToken);
    }

    private CartReport Cart(Shopper shopper, Moment moment, DateTime told) => new(
        TokenOf(shopper),
        moment.IsKnown ? shopper.Customer.CustomerId : null,
        moment.IsKnown ? shopper.Customer.Email : null,
        moment.IsKnown ? shopper.Customer.Phone : null,
        moment.IsKnown ? shopper.Customer.Name : null,
        Assortment.CurrencyCode,
        moment.TotalMinor,
        [.. moment.Lines!.Select(line => new CartReport.Item(line.Product.Id, line.Product.Name, line.Quantity, line.Product.PriceMinor))],
        told,
        moment.IsOrder ? OrderOf(shopper) : null);

    private JourneyReport Journey(Shopper shopper, StoryEntry entry, int index, DateTime told) => new(
        string.Create(CultureInfo.InvariantCulture, $"{TokenOf(shopper)}-{index}"),
        new JourneyReport.Person(shopper.Customer.CustomerId, shopper.Customer.Email, shopper.Customer.Phone, shopper.Customer.Name),
        entry.Touchpoint,
        entry.Title,
        entry.Description,
        entry.Sentiment,
        told);

    private DateTime Told(Moment moment, DateTimeOffset at) => (moment.IsSecondVisit ? at : pace.Tell(at)).UtcDateTime;

    /// <summary>Named after the run as well: the same script may be played again, and those are other carts.</summary>
    private string TokenOf(Shopper shopper) => string.Create(CultureInfo.InvariantCulture, $"demo-{_start.ToUnixTimeSeconds()}-{shopper.Number:000}");

    private string OrderOf(Shopper shopper) => string.Create(CultureInfo.InvariantCulture, $"{_start.ToUnixTimeSeconds() % 1_000_000}{shopper.Number:000}");

    private static string IdOf(JsonElement answer) => answer.TryGetProperty("id", out var id) ? id.GetString() ?? "" : "";
}
