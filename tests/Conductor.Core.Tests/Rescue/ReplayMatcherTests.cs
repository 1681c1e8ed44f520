using System.Text;
using Conductor.Core.Rescue;
using Conductor.Core.Streams;

namespace Conductor.Core.Tests.Rescue;

public sealed class ReplayMatcherTests
{
    private readonly ResponseLog _log = new();

    [Fact]
    public void Before_anything_was_said_everything_is_new()
    {
        var matcher = new ReplayMatcher(_log);
        Assert.True(matcher.IsCaughtUp);
        Assert.Equal("hello", HandedOn(matcher, "hello"));
    }

    [Fact]
    public void A_piece_across_the_end_of_what_was_said_is_split_there()
    {
        _log.Append(EntryKind.Text, "Hello, wor"u8);
        var matcher = new ReplayMatcher(_log);

        Assert.Null(HandedOn(matcher, "Hel"));
        Assert.Equal("ld!", HandedOn(matcher, "lo, world!"));
        Assert.Equal(" More.", HandedOn(matcher, " More."));
        Assert.Equal(10, matcher.MatchedBytes);
    }

    [Fact]
    public void What_is_appended_meanwhile_is_not_expected_again()
    {
        _log.Append(EntryKind.Text, "a"u8);
        var matcher = new ReplayMatcher(_log);
        Assert.Equal("b", HandedOn(matcher, "ab"));
        _log.Append(EntryKind.Text, "b"u8);

        Assert.Equal("c", HandedOn(matcher, "c"));
    }

    [Fact]
    public void What_was_said_before_it_began_anew_does_not_count()
    {
        _log.Append(EntryKind.Text, "An old answer"u8);
        _log.Append(EntryKind.Restarted, payload: null);
        _log.Append(EntryKind.Text, "A new"u8);
        var matcher = new ReplayMatcher(_log);

        Assert.Equal(" one", HandedOn(matcher, "A new one"));
    }

    [Fact]
    public void Reasoning_where_text_was_is_another_answer()
    {
        _log.Append(EntryKind.Thinking, "Hm."u8);
        _log.Append(EntryKind.Text, "Yes"u8);
        var matcher = new ReplayMatcher(_log);

        Assert.Equal(ReplayMatch.Swallowed, matcher.Feed(EntryKind.Thinking, "Hm."u8, out _));
        Assert.Equal(ReplayMatch.Differs, matcher.Feed(EntryKind.Thinking, " Or else"u8, out var rest));
        Assert.Equal(" Or else"u8, rest);
    }

    [Fact]
    public void A_tool_call_is_the_same_whatever_its_id_and_the_order_of_its_fields()
    {
        _log.Append(EntryKind.ToolCall, """{"id":"call_abcdefgh","function":{"index":0,"name":"add","arguments":{"a":1,"b":2}}}"""u8);
        var matcher = new ReplayMatcher(_log);

        Assert.Equal(ReplayMatch.Swallowed, matcher.Feed(EntryKind.ToolCall, """{"function":{"name":"add","index":0,"arguments":{"b":2,"a":1}},"id":"call_zzzzzzzz"}"""u8, out _));
        Assert.True(matcher.IsCaughtUp);
    }

    [Theory]
    [InlineData("""{"id":"call_abcdefgh","function":{"index":0,"name":"sub","arguments":{"a":1,"b":2}}}""")]
    [InlineData("""{"id":"call_abcdefgh","function":{"index":0,"name":"add","arguments":{"a":1,"b":3}}}""")]
    [InlineData("""{"id":"call_abcdefgh","function":{"index":0,"name":"add","arguments":{"a":1,"b":2}},"more":1}""")]
    [InlineData("not json")]
    [InlineData("[]")]
    public void Another_function_or_other_arguments_are_another_answer(string call)
    {
        _log.Append(EntryKind.ToolCall, """{"id":"call_abcdefgh","function":{"index":0,"name":"add","arguments":{"a":1,"b":2}}}"""u8);
        var matcher = new ReplayMatcher(_log);

        Assert.Equal(ReplayMatch.Differs, matcher.Feed(EntryKind.ToolCall, Encoding.UTF8.GetBytes(call), out _));
        Assert.False(matcher.IsCaughtUp);
    }

    [Fact]
    public void As_many_extras_are_swallowed_as_were_there()
    {
        _log.Append(EntryKind.Text, "a"u8);
        _log.Append(EntryKind.Extra, """{"logprobs":[1]}"""u8);
        var matcher = new ReplayMatcher(_log);

        Assert.Equal(ReplayMatch.Swallowed, matcher.Feed(EntryKind.Extra, """{"logprobs":[1.01]}"""u8, out _));
        Assert.Equal(ReplayMatch.HandedOn, matcher.Feed(EntryKind.Extra, """{"logprobs":[2]}"""u8, out var rest));
        Assert.Equal("""{"logprobs":[2]}"""u8, rest);
    }

    [Fact]
    public void To_begin_anew_is_to_say_the_common_part_and_then_what_differs()
    {
        _log.Append(EntryKind.Text, "The answer "u8);
        _log.Append(EntryKind.Extra, "{}"u8);
        _log.Append(EntryKind.Text, "is 42"u8);
        var matcher = new ReplayMatcher(_log);
        Assert.Null(HandedOn(matcher, "The answer is"));
        Assert.Equal(ReplayMatch.Swallowed, matcher.Feed(EntryKind.Extra, "{}"u8, out _));
        Assert.Equal(ReplayMatch.Differs, matcher.Feed(EntryKind.Text, " 43"u8, out var rest));

        Assert.Equal(["The answer ", "{}", "is"], matcher.Matched().Select(piece => Encoding.UTF8.GetString(piece.Utf8.Span)));
        Assert.Equal(" 43"u8, rest);
    }

    [Fact]
    public void To_look_back_into_a_log_does_not_count_as_reading_it()
    {
        _log.Append(EntryKind.Text, "a"u8);
        HandedOn(new ReplayMatcher(_log), "ab");
        Assert.Equal(0, _log.ReaderCount);
    }

    private static string? HandedOn(ReplayMatcher matcher, string text)
    {
        var match = matcher.Feed(EntryKind.Text, Encoding.UTF8.GetBytes(text), out var rest);
        Assert.NotEqual(ReplayMatch.Differs, match);
        return match == ReplayMatch.Swallowed ? null : Encoding.UTF8.GetString(rest);
    }
}
