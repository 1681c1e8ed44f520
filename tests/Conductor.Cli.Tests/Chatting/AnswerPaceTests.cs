using Conductor.Cli.Chatting;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Cli.Tests.Chatting;

public sealed class AnswerPaceTests
{
    [Fact]
    public void It_is_said_four_times_a_second_at_most_and_counts_pieces_that_came_together()
    {
        var time = new Clock();
        var pace = new AnswerPace(time);
        pace.Count(Words(5));
        Assert.Null(pace.Next());
        time.Milliseconds += 249;
        pace.Count(Words(6));
        Assert.Null(pace.Next());
        time.Milliseconds += 251;
        pace.Count(Words(15, from: 7));

        Assert.Equal("11 tokens · 20 tokens/s · 0.5 s", pace.Next());
        Assert.Null(pace.Next());
        pace.Restart();
        time.Milliseconds += 1000;
        pace.Count(Words(16));
        Assert.Null(pace.Next());
    }

    private static Text Words(ulong seq, ulong? from = null) => new(Guid.Empty, seq, from, "words");

    private sealed class Clock : TimeProvider
    {
        public long Milliseconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Milliseconds;
    }
}
