using Conductor.Core.Conversations;
using Conductor.Core.Sessions.Version2;
using Conductor.Core.Streams;
using Conductor.Protocol.V2.Messages;
using Conductor.TestKit;

namespace Conductor.Core.Tests.Sessions.Version2;

public sealed class EntryFollowerTests
{
    private static readonly Guid Turn = Guid.Parse("0199a1b1-0000-7000-8000-000000000000");

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

    private EntryFollower Follow(Delivery delivery)
    {
        var answer = new ShelvedAnswer(new TurnId(Turn), Guid.Empty, "msg_1", "", _log);
        return new EntryFollower(new FollowEntries(Guid.Empty, answer, new TurnPosition(Turn, 1, 0), delivery), _surface, new AsyncSignal(), _credit, _time);
    }
}
