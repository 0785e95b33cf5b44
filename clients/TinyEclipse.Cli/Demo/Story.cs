namespace TinyEclipse.Cli.Demo;

/// <summary>One visit, written click by click.</summary>
internal sealed class Story
{
    private static readonly TimeSpan AFewSeconds = TimeSpan.FromSeconds(8);

    private readonly Random _random;
    private readonly Customer _customer;
    private readonly string _who;
    private readonly List<CartLine> _lines = [];
    private readonly List<Moment> _moments = [];
    private TimeSpan _at;
    private bool _isKnown;
    private bool _isSecondVisit;

    private Story(int number, Customer customer, Random random)
    {
        _random = random;
        _customer = customer;
        _who = Say.That(Words.DemoShopper, number);
    }

    public static Shopper Tell(int number, Customer customer, Plot plot, DemoPace pace, Random random)
    {
        var story = new Story(number, customer, random);
        story.Shop();
        if (plot is not Plot.LeavesUnknown)
            story.Identify();
        switch (plot)
        {
            case Plot.Buys:
                story.Order();
                break;
            case Plot.Empties:
                story.Empty();
                break;
            case Plot.ComesBack:
                story.ComeBack(pace);
                story.Order();
                break;
        }

        return new Shopper(number, customer, plot.Outcome(), story.Arrive(plot));
    }

    private string Who => _isKnown ? _customer.Name : _who;

    private void Shop()
    {
        Add();
        for (var clicks = _random.Next(0, 4); clicks > 0; clicks--)
        {
            Pause();
            if (_lines.Count > 1 && _random.Next(100) < 25)
                Remove();
            else
                Add();
        }
    }

    private void Add()
    {
        var product = Assortment.Products[_random.Next(Assortment.Products.Count)];
        var quantity = _random.Next(100) < 70 ? 1 : _random.Next(2, 5);
        var known = _lines.FindIndex(line => line.Product == product);
        if (known < 0)
            _lines.Add(new CartLine(product, quantity));
        else
            _lines[known] = _lines[known] with { Quantity = _lines[known].Quantity + quantity };
        CartMoment(Say.That(Words.DemoAdds, Who, quantity, product.Name));
    }

    private void Remove()
    {
        var line = _lines[_random.Next(_lines.Count)];
        _lines.Remove(line);
        CartMoment(Say.That(Words.DemoRemoves, Who, line.Product.Name));
    }

    private void Identify()
    {
        Pause();
        _isKnown = true;
        CartMoment(Say.That(Words.DemoIdentifies, _who, _customer.Name, _customer.Email));
        if (_random.Next(100) < 20)
            Entry(new StoryEntry("TOUCHPOINT_FORM", "Vraag via het contactformulier", "Is het pakje voor zaterdag in huis?"), after: AFewSeconds);
    }

    private void Order()
    {
        Pause();
        Entry(new StoryEntry("TOUCHPOINT_CHECKOUT", "Begint met afrekenen"), after: TimeSpan.Zero);
        _at += AFewSeconds;
        CartMoment(Say.That(Words.DemoOrders, Who), isOrder: true);
        if (_random.Next(100) < 25)
            Entry(new StoryEntry("TOUCHPOINT_REVIEW", "Beoordeling: 5 sterren", "Vlot besteld en heerlijke pralines.", 0.9), after: AFewSeconds);
    }

    private void Empty()
    {
        Pause();
        _lines.Clear();
        CartMoment(Say.That(Words.DemoEmpties, Who));
    }

    private void ComeBack(DemoPace pace)
    {
        _at += pace.UntilSurelyAbandoned;
        _isSecondVisit = true;
    }

    private void Pause() => _at += TimeSpan.FromSeconds(_random.Next(15, (int)(DemoPace.LongestPause - AFewSeconds).TotalSeconds));

    private void CartMoment(string text, bool isOrder = false) =>
        _moments.Add(new Moment(_at, text, [.. _lines], _isKnown, isOrder) { IsSecondVisit = _isSecondVisit });

    private void Entry(StoryEntry entry, TimeSpan after) => _moments.Add(
        new Moment(_at + after, Say.That(Words.DemoWrites, Who, entry.Title), null, _isKnown, Entry: entry) { IsSecondVisit = _isSecondVisit });

    /// <summary>Puts the visit into the quarter of an hour and lets the network be a network.</summary>
    private List<Moment> Arrive(Plot plot)
    {
        var latest = plot is Plot.ComesBack ? DemoScript.Length / 5 : DemoScript.Length - _at;
        var arrival = latest * _random.NextDouble();
        return [.. _moments.Select((moment, i) => Travel(moment, NextCartMoment(i)) with { At = moment.At + arrival })];
    }

    private Moment Travel(Moment moment, Moment? next) => _random.Next(100) switch
    {
        < 12 => moment with { IsRepeated = true },
        < 20 when next is not null && moment.Lines is not null && next.At - moment.At <= DemoPace.LongestPause =>
            moment with { Delay = next.At - moment.At + TimeSpan.FromSeconds(10) },
        _ => moment,
    };

    private Moment? NextCartMoment(int index) => _moments.Skip(index + 1).FirstOrDefault(moment => moment.Lines is not null);
}
