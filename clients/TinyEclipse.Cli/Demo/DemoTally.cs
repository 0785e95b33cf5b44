namespace TinyEclipse.Cli.Demo;

/// <summary>Counts what was played. Many reports are on their way at once.</summary>
internal sealed class DemoTally
{
    private readonly Lock _counting = new();
    private readonly HashSet<int> _sent = [];
    private readonly Dictionary<int, DateTimeOffset> _acknowledged = [];
    private readonly List<string> _problems = [];
    private int _sentReports;
    private int _acknowledgedReports;

    public void Sent(Shopper shopper)
    {
        lock (_counting)
        {
            _sentReports++;
            _sent.Add(shopper.Number);
        }
    }

    /// <param name="at">When the shopper did what was reported.</param>
    public void Acknowledged(Shopper shopper, DateTimeOffset at)
    {
        lock (_counting)
        {
            _acknowledgedReports++;
            if (!_acknowledged.TryGetValue(shopper.Number, out var latest) || at > latest)
                _acknowledged[shopper.Number] = at;
        }
    }

    public void Failed(string problem)
    {
        lock (_counting)
            _problems.Add(problem);
    }

    public DemoSummary Sum(DemoScript script, DemoPace pace, int retries)
    {
        lock (_counting)
        {
            var left = script.Shoppers.Where(shopper => shopper.Outcome is Outcome.Abandoned && _acknowledged.ContainsKey(shopper.Number)).ToList();
            return new DemoSummary(
                script.Seed,
                _sent.Count,
                _acknowledged.Count,
                _sentReports,
                _acknowledgedReports,
                retries,
                left.Count,
                left.Count == 0 ? null : pace.JudgedBy(left.Max(shopper => _acknowledged[shopper.Number])),
                [.. _problems.Distinct(StringComparer.Ordinal)]);
        }
    }
}

/// <param name="AbandonedBy">When the server has certainly judged the last of them.</param>
internal sealed record DemoSummary(
    int Seed,
    int CartsSent,
    int CartsAcknowledged,
    int ReportsSent,
    int ReportsAcknowledged,
    int Retries,
    int ExpectedAbandoned,
    DateTimeOffset? AbandonedBy,
    IReadOnlyList<string> Problems);
