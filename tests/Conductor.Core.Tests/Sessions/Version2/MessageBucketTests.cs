using Conductor.Core.Sessions.Version2;
using Conductor.TestKit;

namespace Conductor.Core.Tests.Sessions.Version2;

public sealed class MessageBucketTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    [Fact]
    public void What_is_too_much_is_delayed_first_and_then_refused()
    {
        var time = new VirtualTime();
        var bucket = new MessageBucket(perSecond: 10, burst: 2, time);

        var waits = Enumerable.Range(0, 6).Select(_ => bucket.Take(Patience).TotalMilliseconds).ToArray();

        Assert.Equal([0, 0, 100, 200, 300, 300], waits);
    }

    [Fact]
    public void What_was_refused_costs_nothing()
    {
        var time = new VirtualTime();
        var bucket = new MessageBucket(perSecond: 10, burst: 1, time);
        for (var i = 0; i < 20; i++)
            bucket.Take(Patience);

        time.Advance(TimeSpan.FromMilliseconds(300));

        Assert.Equal(TimeSpan.Zero, bucket.Take(Patience));
    }
}
