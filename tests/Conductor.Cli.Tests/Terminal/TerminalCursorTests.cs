using Conductor.Cli.Terminal;

namespace Conductor.Cli.Tests.Terminal;

public sealed class TerminalCursorTests
{
    [Theory]
    [InlineData("abc", 3, true)]
    [InlineData("\e[1mbold\e[22m", 4, true)]
    [InlineData("a\nbc", 2, false)]
    [InlineData("over\rit", 2, true)]
    [InlineData("a\tb", 9, true)]
    [InlineData("0123456789", 10, false)]
    [InlineData("0123456789ab", 2, false)]
    [InlineData("漢字", 4, true)]
    [InlineData("012345678漢", 2, false)]
    [InlineData("e\u0301", 1, true)]
    [InlineData("\U0001F600", 2, true)]
    [InlineData("\e[", 0, true)]
    public void It_knows_its_column_and_whether_it_has_left_its_line(string text, int column, bool stays)
    {
        var cursor = new TerminalCursor();

        Assert.Equal((stays, column), (cursor.Move(text, width: 10), cursor.Column));
    }

    [Fact]
    public void A_full_line_goes_on_in_the_next_one()
    {
        var cursor = new TerminalCursor();
        cursor.Move("0123456789", width: 10);

        Assert.Equal((false, 1), (cursor.Move("a", width: 10), cursor.Column));
        cursor.Return();
        Assert.Equal(0, cursor.Column);
    }
}
