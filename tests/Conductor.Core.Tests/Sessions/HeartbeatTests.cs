using Conductor.Core.Sessions;

namespace Conductor.Core.Tests.Sessions;

public sealed class HeartbeatTests
{
    [Fact]
    public void One_that_speaks_is_not_asked()
    {
        var heartbeat = new Heartbeat(2);
        heartbeat.Heard();

        Assert.False(heartbeat.Beat(out var ping));
        Assert.Null(ping);
    }

    [Fact]
    public void One_that_is_silent_is_asked_as_often_as_may_be_and_then_given_up()
    {
        var heartbeat = new Heartbeat(2);

        Assert.Equal([(false, 1UL), (false, 2UL), (true, null)], Enumerable.Range(0, 3).Select(_ => (heartbeat.Beat(out var ping), ping)));
    }

    [Fact]
    public void An_answer_begins_the_count_anew()
    {
        var heartbeat = new Heartbeat(1);
        heartbeat.Beat(out _);
        heartbeat.Heard();
        heartbeat.Beat(out _);

        Assert.False(heartbeat.Beat(out var ping));
        Assert.Equal(2UL, ping);
    }
}
