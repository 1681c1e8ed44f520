using System.Text;
using Conductor.Core.Conversations;
using Conductor.Core.Sessions.Version2;
using Conductor.Core.Streams;
using Conductor.Protocol.Avatar;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;
using Conductor.TestKit;

namespace Conductor.Core.Tests.Sessions.Version2;

public sealed class EntryFollowerTests
{
    private static readonly Guid Turn = Guid.Parse("0199a1b1-0000-7000-8000-000000000000");

    private const string Said = "Hi [yolla:wave]there [x] [yolla:task start coder Build it] ok [yolla:nonsense][yolla:tada] [yo";
    private const string Shown = "Hi there [x]  ok  [yo";

    private readonly VirtualTime _time = new();
    private readonly RecordedConnection _surface = new();
    private readonly CreditBox _credit = new();
    private readonly ResponseLog _log = new();

    [Fact]
    public void The_last_credit_is_spent_once_and_what_it_did_not_pay_comes_with_the_next()
    {
        _credit.Set(1);
        var follower = Follow(Delivery.Of(DeliveryMode.Token));
        _log.Append(EntryKind.Text, "word "u8);
        _log.Append(EntryKind.Thinking, "hm"u8);
        _log.Complete(new Ending(Core.Streams.StreamEnd.Completed));

        follower.Write(1000);
        follower.Write(1000);
        Assert.Equal([new Text(Turn, 1, null, "word ")], _surface.Written);

        _credit.Add(1, 100);
        follower.Write(1000);
        Assert.Equal(new Thinking(Turn, 2, null, "hm"), _surface.Written[1]);
        Assert.False(follower.HasEnded);

        _credit.Add(1, 100);
        follower.Write(1000);
        Assert.Equal(3UL, Assert.IsType<End>(_surface.Written[2]).Seq);
        Assert.False(_credit.IsOpen);
    }

    [Fact]
    public void Words_that_lie_ready_wait_when_another_answer_has_taken_the_credit()
    {
        _credit.Set(1);
        var follower = Follow(Delivery.Of(DeliveryMode.Sentence));
        _log.Append(EntryKind.Text, "Half a "u8);
        follower.Write(1000);
        _credit.Spend();
        _log.Append(EntryKind.Text, "sentence."u8);

        follower.Write(1000);
        Assert.Empty(_surface.Written);

        _credit.Add(1, 100);
        follower.Write(1000);
        Assert.Equal([new Text(Turn, 2, 1, "Half a sentence.")], _surface.Written);
    }

    [Fact]
    public void Without_credit_no_clock_is_waited_for()
    {
        _credit.Set(0);
        var follower = Follow(Delivery.Batched(50));
        _log.Append(EntryKind.Text, "word"u8);
        _time.Advance(TimeSpan.FromSeconds(1));
        follower.Write(1000);

        Assert.Null(follower.DueIn);
        _credit.Add(1, 100);
        Assert.NotNull(follower.DueIn);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void Commands_are_taken_out_wherever_the_text_is_divided_and_go_to_an_avatar(int size)
    {
        var follower = Follow(Delivery.Of(DeliveryMode.Token), avatar: true);
        for (var at = 0; at < Said.Length; at += size)
        {
            Say(Said.Substring(at, Math.Min(size, Said.Length - at)));
            WriteAll(follower);
        }
        _log.Complete(new Ending(Core.Streams.StreamEnd.Completed));
        WriteAll(follower);

        Assert.Equal(Shown, Words());
        Assert.Equal([new Perform(Gesture.Of(GestureKind.Wave)), new React(Reaction.Tada)], _surface.Written.OfType<Avatar>().Select(avatar => avatar.Directive));
        AssertNumbersHaveNoGap();
    }

    [Fact]
    public void A_surface_without_an_avatar_gets_the_text_alone()
    {
        Say(Said);
        _log.Complete(new Ending(Core.Streams.StreamEnd.Completed));

        WriteAll(Follow(Delivery.Of(DeliveryMode.Token)));

        Assert.Equal(Shown, Words());
        Assert.Empty(_surface.Written.OfType<Avatar>());
    }

    [Fact]
    public void What_a_program_has_asked_for_stays_as_it_is()
    {
        Say(Said);
        _log.Complete(new Ending(Core.Streams.StreamEnd.Completed));

        WriteAll(Follow(Delivery.Of(DeliveryMode.Token), avatar: true, message: ""));

        Assert.Equal(Said, Words());
        Assert.Empty(_surface.Written.OfType<Avatar>());
    }

    [Fact]
    public void Wherever_a_surface_goes_on_it_has_the_same_text_in_the_end()
    {
        foreach (var letter in Said)
            Say($"{letter}");
        _log.Complete(new Ending(Core.Streams.StreamEnd.Completed));
        WriteAll(Follow(Delivery.Of(DeliveryMode.Token)));
        var whole = _surface.Written.OfType<Text>().ToArray();

        for (var had = 0; had < whole.Length; had++)
        {
            _surface.Written.Clear();
            WriteAll(Follow(Delivery.Of(DeliveryMode.Token), after: whole[had].Seq));
            Assert.Equal(Shown, string.Concat(whole.Take(had + 1).Select(text => text.Content)) + Words());
        }
    }

    [Fact]
    public void No_number_is_told_while_a_part_of_its_text_is_held_back()
    {
        var follower = Follow(Delivery.Of(DeliveryMode.Token));
        Say("See a");
        Say("rray [");
        WriteAll(follower);
        Assert.Equal([new Text(Turn, 1, null, "See a")], _surface.Written);

        Say("0]");
        WriteAll(follower);
        Assert.Equal(new Text(Turn, 3, 2, "rray [0]"), _surface.Written[1]);
    }

    [Fact]
    public void What_the_end_leaves_open_is_text()
    {
        var follower = Follow(Delivery.Batched(33));
        Say("Hm [yolla:wa");
        _time.Advance(TimeSpan.FromSeconds(1));
        WriteAll(follower);
        Assert.Empty(_surface.Written);
        Assert.Null(follower.DueIn);
        _log.Complete(new Ending(Core.Streams.StreamEnd.Completed));

        WriteAll(follower);

        Assert.Equal(new Text(Turn, 1, null, "Hm [yolla:wa"), _surface.Written[0]);
        Assert.Equal(2UL, Assert.IsType<End>(_surface.Written[1]).Seq);
    }

    [Fact]
    public void A_gesture_costs_credit_as_a_word_does()
    {
        _credit.Set(1);
        var follower = Follow(Delivery.Of(DeliveryMode.Token), avatar: true);
        Say("Hi [yolla:wave]");
        WriteAll(follower);
        Assert.Equal([new Text(Turn, 1, null, "Hi ")], _surface.Written);

        _credit.Add(1, 100);
        WriteAll(follower);
        Assert.IsType<Avatar>(_surface.Written[1]);
        Assert.False(_credit.IsOpen);
    }

    [Fact]
    public void A_long_answer_is_had_whole_to_its_end()
    {
        var follower = Follow(Delivery.Of(DeliveryMode.Whole));
        for (var piece = 0; piece < 50; piece++)
            Say(new string('x', 1000));
        _log.Complete(new Ending(Core.Streams.StreamEnd.Completed));

        while (follower.Write(1000))
        {
        }

        Assert.Equal(new string('x', 50_000), Assert.IsType<Text>(_surface.Written[0]).Content);
        Assert.True(follower.HasEnded);
    }

    [Fact]
    public void A_surface_that_shows_no_streams_gets_the_whole_at_the_end()
    {
        var follower = Follow(Delivery.Of(DeliveryMode.Token), streaming: false);
        Say("Hi ");
        WriteAll(follower);
        Assert.Empty(_surface.Written);
        Say("there");
        _log.Complete(new Ending(Core.Streams.StreamEnd.Completed));

        WriteAll(follower);

        Assert.Equal(new Text(Turn, 2, 1, "Hi there"), _surface.Written[0]);
    }

    private void Say(string text) => _log.Append(EntryKind.Text, Encoding.UTF8.GetBytes(text));

    private string Words() => string.Concat(_surface.Written.OfType<Text>().Select(text => text.Content));

    private static void WriteAll(EntryFollower follower)
    {
        while (follower.Write(1000))
        {
        }
    }

    private void AssertNumbersHaveNoGap()
    {
        var last = 0UL;
        foreach (var entry in _surface.Written.OfType<TurnEntry>())
        {
            Assert.Equal(last + 1, entry.From ?? entry.Seq);
            last = entry.Seq;
        }
    }

    private EntryFollower Follow(Delivery delivery, bool avatar = false, bool streaming = true, string message = "msg_1", ulong after = 0)
    {
        var answer = new ShelvedAnswer(new TurnId(Turn), Guid.Empty, message, "", _log);
        var surface = SurfaceCapabilities.Headless with { Avatar = avatar, Streaming = streaming };
        return new EntryFollower(new FollowEntries(Guid.Empty, answer, new TurnPosition(Turn, 1, after), delivery), _surface, new AsyncSignal(), _credit, _time, surface);
    }
}
