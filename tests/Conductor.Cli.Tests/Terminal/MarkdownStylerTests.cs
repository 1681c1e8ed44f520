using Conductor.Cli.Terminal;

namespace Conductor.Cli.Tests.Terminal;

public sealed class MarkdownStylerTests
{
    [Theory]
    [InlineData("plain words\n", "plain words\n")]
    [InlineData("a **bold** word\n", "a \e[1mbold\e[22m word\n")]
    [InlineData("an *italic* word\n", "an \e[3mitalic\e[23m word\n")]
    [InlineData("2 * 3 * 4\n", "2 * 3 * 4\n")]
    [InlineData("some `code` here\n", "some \e[36mcode\e[39m here\n")]
    [InlineData("## Title\n", "\e[1;4mTitle\e[0m\n")]
    [InlineData("- one\n- two\n", "• one\n• two\n")]
    [InlineData("#hash\n", "#hash\n")]
    [InlineData("bad \e[2Jcode\n", "bad [2Jcode\n")]
    public void Marks_become_styles_however_the_words_were_split(string markdown, string styled)
    {
        Assert.Equal(styled + "\e[0m", Style(markdown, markdown.Length));
        Assert.Equal(styled + "\e[0m", Style(markdown, 1));
    }

    [Fact]
    public void A_mark_without_its_partner_ends_with_its_line() =>
        Assert.Equal("a \e[1mbold line\e[0m\nplain\n\e[0m", Style("a **bold line\nplain\n", 3));

    [Fact]
    public void Code_in_a_fence_is_left_alone()
    {
        var styled = Style("```c\nint **a;\n```\ndone\n", 2);

        Assert.Contains("int **a;", styled);
        Assert.EndsWith("done\n\e[0m", styled);
    }

    private static string Style(string markdown, int pieces)
    {
        var styler = new MarkdownStyler();
        return string.Concat(markdown.Chunk(pieces).Select(piece => styler.Style(new string(piece)))) + styler.End();
    }
}
