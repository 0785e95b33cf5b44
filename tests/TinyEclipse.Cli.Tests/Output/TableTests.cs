using TinyEclipse.Cli.Output;

namespace TinyEclipse.Cli.Tests.Output;

public sealed class TableTests
{
    private const string Id = "0197b8a0-0000-7000-8000-000000000001";

    private readonly Table _table = new Table(new Column("Shopper", Shrinks: true), new Column("Total", AlignsRight: true), new Column("Id"))
        .Add("Jan Zonder Einde aan zijn lange naam, uit Sint-Job-in-'t-Goor", "45.00 EUR", Id)
        .Add("Zoë", "4.50 EUR", Id);

    [Fact]
    public void Columns_stand_under_their_headers() => Assert.Equal(
        [
            "Shopper                                                            Total  Id",
            "Jan Zonder Einde aan zijn lange naam, uit Sint-Job-in-'t-Goor  45.00 EUR  " + Id,
            "Zoë                                                             4.50 EUR  " + Id,
        ],
        Lines(int.MaxValue));

    [Fact]
    public void A_narrow_window_shortens_what_may_be_shortened() => Assert.Equal(
        [
            "Shopper                              Total  Id",
            "Jan Zonder Einde aan zijn lang…  45.00 EUR  " + Id,
            "Zoë                               4.50 EUR  " + Id,
        ],
        Lines(80));

    [Fact]
    public void In_a_window_a_column_with_nothing_in_it_is_left_out()
    {
        var table = new Table(new Column("State"), new Column("Last error"), new Column("Id")).Add("delivered", "", Id);

        Assert.Equal(["State      Id", "delivered  " + Id], Text(table.WithoutEmptyColumns(), 80));
    }

    [Fact]
    public void A_window_too_narrow_for_the_rest_costs_no_digit_of_it() =>
        Assert.All(Lines(20)[1..], line => Assert.EndsWith(" EUR  " + Id, line, StringComparison.Ordinal));

    [Theory]
    [InlineData("\e[31mred\e[0m", "[31mred [0m")]
    [InlineData("two\nlines", "two lines")]
    [InlineData("gnp.exe\u202Etxt", "gnp.exe txt")]
    [InlineData("\u009b2J", "2J")]
    public void A_shopper_cannot_command_the_terminal(string name, string shown)
    {
        var table = new Table(new Column("Name")).Add(name);

        Assert.Equal(shown, table.Lines(80).Last()[0].Text);
    }

    private List<string> Lines(int width) => Text(_table, width);

    private static List<string> Text(Table table, int width) => [.. table.Lines(width).Select(line => string.Concat(line.Select(cell => cell.Text)))];
}
