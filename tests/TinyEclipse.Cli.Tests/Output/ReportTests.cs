using TinyEclipse.Cli.Output;

namespace TinyEclipse.Cli.Tests.Output;

public sealed class ReportTests
{
    [Fact]
    public void A_terminal_gets_colours_and_a_pipe_does_not()
    {
        using var terminal = new TestShell { IsTerminal = true };
        using var pipe = new TestShell();
        foreach (var shell in new[] { terminal, pipe })
            new Report(shell.Shell(), isJson: false).Line(new Cell("[bold] is no style", "dim"), " end");

        Assert.Equal("[bold] is no style end", pipe.Output.TrimEnd());
        Assert.Matches("\e\\[[0-9;]*m\\[bold\\] is no style\e\\[0m end", terminal.Output);
    }

    [Fact]
    public void A_pipe_gets_all_of_it_and_a_terminal_what_fits()
    {
        using var terminal = new TestShell { IsTerminal = true };
        using var pipe = new TestShell();
        var name = new string('x', 200);
        foreach (var shell in new[] { terminal, pipe })
            new Report(shell.Shell(), isJson: false).Table(new Table(new Column("Name", Shrinks: true)).Add(name));

        Assert.Equal(name, pipe.Lines[1]);
        Assert.Equal(name[..79] + "…", terminal.Lines[1]);
    }

    [Fact]
    public void A_long_text_goes_on_below_its_beginning_at_a_terminal()
    {
        using var shell = new TestShell { IsTerminal = true };

        new Report(shell.Shell(), isJson: false).Hanging(string.Join(' ', Enumerable.Repeat("woord", 20)), "12:00:00", "  ");

        Assert.Equal(2, shell.Lines.Count);
        Assert.StartsWith("12:00:00  woord", shell.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("          woord", shell.Lines[1], StringComparison.Ordinal);
        Assert.All(shell.Lines, line => Assert.InRange(line.Length, 1, 80));
    }

    [Fact]
    public void Details_without_a_value_are_left_out()
    {
        using var shell = new TestShell();

        new Report(shell.Shell(), isJson: false).Details(("Name", "An"), ("Phone", ""), ("E-mail", "an@example.be"));

        Assert.Equal(["Name    An", "E-mail  an@example.be"], shell.Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_nothing_there_is_no_header_and_a_note_that_is_no_part_of_the_answer(bool isTerminal)
    {
        using var shell = new TestShell { IsTerminal = isTerminal };

        new Report(shell.Shell(), isJson: false).Table(new Table(new Column("Name")));

        Assert.Equal(("", Words.ThereAreNone), (shell.Output, shell.Error.Trim()));
    }

    [Fact]
    public void A_note_is_no_part_of_the_answer()
    {
        using var shell = new TestShell();

        new Report(shell.Shell(), isJson: false).Note("There are more.");

        Assert.Equal(("", "There are more."), (shell.Output, shell.Error.Trim()));
    }
}
