using System.Text;
using Conductor.Protocol.Avatar;
using Conductor.Protocol.Inline;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Protocol.Tests.Inline;

public sealed class InlineCommandParserTests
{
    private static readonly Gen<string> Answers = Gen.Elements(
        "[", "]", "[yolla:", "[yolla:wave]", "[yolla:move 10 20]", "[yolla:mood joy]", "[yolla:nonsense]", "[yolla", "[y", "yolla:", ":", " ", "\n", "\r",
        "é", "日本", "😀", "wave]", "array[0]", "text", "[yolla:task start qa do it]", "[yolla:[yolla:wave]", new string('x', 1195)).ListOf().Select(string.Concat);

    [Fact]
    public void Any_split_gives_the_same_text_and_the_same_commands_at_the_same_places() => Rule.Holds(
        from answer in Answers
        from cuts in Gen.Choose(0, 10_000).ListOf()
        select (Bytes: Encoding.UTF8.GetBytes(answer), cuts),
        input =>
        {
            var whole = Parsed.Split(input.Bytes, []);
            AssertSame(whole, Parsed.Split(input.Bytes, input.cuts));
            AssertSame(whole, Parsed.Split(input.Bytes, Enumerable.Range(0, input.Bytes.Length)));
        },
        cases: 1000);

    [Fact]
    public void Text_without_the_prefix_passes_through_unchanged() => Rule.Holds(
        Answers.Select(answer => answer.Replace("[yolla:", "[yolla;", StringComparison.Ordinal)),
        answer => Assert.Equal(answer, Parsed.Whole(answer).Text));

    [Fact]
    public void Only_whole_commands_are_missing_from_the_text() => Rule.Holds(
        Answers,
        answer =>
        {
            var parsed = Parsed.Whole(answer);
            var found = parsed.Commands.Count + parsed.Rejected;
            if (found == 0) Assert.Equal(answer, parsed.Text);
            else Assert.True(answer.Length - parsed.Text.Length >= found * "[yolla:]".Length);
        });

    [Theory]
    [InlineData("see array[0] and [link](url)")]
    [InlineData("[[yolla]")]
    [InlineData("[yolla wave]")]
    [InlineData("[Yolla:wave]")]
    [InlineData("the end [yolla:wave")]
    [InlineData("the end [yo")]
    [InlineData("[")]
    [InlineData("a list:\n[yolla:\n- wave]")]
    public void What_is_no_command_is_shown(string answer)
    {
        var parsed = Parsed.Whole(answer);
        Assert.Equal(answer, parsed.Text);
        Assert.Empty(parsed.Commands);
        Assert.Equal(0, parsed.Rejected);
    }

    [Fact]
    public void A_bracket_before_the_prefix_does_not_hide_the_command()
    {
        var parsed = Parsed.Whole("[[yolla:wave]]");
        Assert.Equal("[]", parsed.Text);
        Assert.Equal((1, new AvatarCommand(new Perform(Gesture.Of(GestureKind.Wave)))), Assert.Single(parsed.Commands));
    }

    [Fact]
    public void Commands_after_the_tenth_are_hidden_but_not_carried_out()
    {
        var parsed = Parsed.Whole(string.Concat(Enumerable.Repeat("a[yolla:wave]", 13)));
        Assert.Equal(new string('a', 13), parsed.Text);
        Assert.Equal(10, parsed.Commands.Count);
        Assert.Equal(3, parsed.Rejected);
        Assert.Empty(Parsed.Whole("[yolla:wave]", maxCommands: 0).Commands);
    }

    [Fact]
    public void A_command_may_have_1200_bytes_and_no_more()
    {
        var description = new string('d', 950);
        var agent = new string('a', 50);
        Assert.Single(Parsed.Whole($"[yolla:task start {agent} {description}]").Commands);
        var padding = new string(' ', InlineCommandParser.MaxCommandLength - "[yolla:wave]".Length);
        Assert.Single(Parsed.Whole($"[yolla:{padding}wave]").Commands);
        var tooLong = $"[yolla: {padding}wave]";
        Assert.Equal(tooLong, Parsed.Whole(tooLong).Text);
    }

    [Fact]
    public void Text_is_never_held_back_longer_than_it_may_be_a_command()
    {
        var parsed = new Parsed();
        var parser = new InlineCommandParser();
        parser.Feed("yes [yolla"u8, ref parsed);
        Assert.Equal("yes ", parsed.Text);
        parser.Feed(" said"u8, ref parsed);
        Assert.Equal("yes [yolla said", parsed.Text);
        parser.Feed("[yolla:wa"u8, ref parsed);
        parser.Feed("\n"u8, ref parsed);
        Assert.Equal("yes [yolla said[yolla:wa\n", parsed.Text);
    }

    private static void AssertSame(Parsed expected, Parsed actual)
    {
        Assert.Equal(expected.Text, actual.Text);
        Assert.Equal(expected.Commands, actual.Commands);
        Assert.Equal(expected.Rejected, actual.Rejected);
    }
}
