using Conductor.Client.Connecting;

namespace Conductor.Client.Tests.Connecting;

public sealed class BackOffTests
{
    [Fact]
    public void Waits_double_up_to_a_limit()
    {
        var backOff = new BackOff(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), () => 1);

        Assert.Equal([100, 200, 400, 500, 500], Enumerable.Range(0, 5).Select(_ => backOff.Next().TotalMilliseconds));
    }

    [Fact]
    public void Waits_are_drawn_so_that_surfaces_do_not_come_all_at_once() =>
        Assert.Equal(50, new BackOff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), () => 0).Next().TotalMilliseconds);
}
