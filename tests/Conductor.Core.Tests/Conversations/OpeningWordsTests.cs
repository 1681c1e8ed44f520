using Conductor.Conformance;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;

namespace Conductor.Core.Tests.Conversations;

public sealed class OpeningWordsTests
{
    [Theory]
    [InlineData("Why?", "Why?")]
    [InlineData("  Why \n\t is it\u0007 blue?  ", "Why is it blue?")]
    [InlineData(" \n ", null)]
    [InlineData("one two three four five six seven eight nine ten eleven twelve thirteen", "one two three four five six seven eight nine ten eleven\u2026")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\u2026")]
    public void They_are_one_short_line(string said, string? words) => Assert.Equal(words, OpeningWords.Of(said));

    [Fact]
    public void They_are_not_cut_through_a_character() =>
        Assert.DoesNotContain(OpeningWords.Of("a" + string.Concat(Enumerable.Repeat("\U0001F600", 100)))!.EnumerateRunes(), rune => rune == System.Text.Rune.ReplacementChar);

    [Fact]
    public void An_outline_has_the_first_that_were_said_until_they_are_taken_back()
    {
        var begun = new ConversationOutline { Id = Guid.NewGuid() }.After(Happened.Begun());
        var greeted = begun.After(new Greeted(new KeptMessage("msg_1", "assistant", "Hello", Happened.Noon)));
        var spoken = greeted.After(Happened.Said("first")).After(Happened.Said("second"));

        Assert.Null(greeted.Opening);
        Assert.Equal("first", spoken.Opening);
        Assert.Equal("first", spoken.After(new MessagesRemoved("msg_6", 1)).Opening);
        var removed = spoken.After(new MessagesRemoved("msg_5", 2));
        Assert.Null(removed.Opening);
        Assert.Equal("other", removed.After(Happened.Said("other")).Opening);
    }

    [Fact]
    public void An_outline_with_a_title_has_none()
    {
        var outline = new ConversationOutline { Id = Guid.NewGuid() };

        Assert.Null(outline.After(Happened.Begun("Titled")).After(Happened.Said("first")).Opening);
        Assert.Null(outline.After(Happened.Begun()).After(Happened.Said("first")).After(new ConversationChanged("Titled")).Opening);
    }
}
