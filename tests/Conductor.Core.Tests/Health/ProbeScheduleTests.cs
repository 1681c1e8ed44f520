using Conductor.Core.Health;
using Conductor.TestKit;

namespace Conductor.Core.Tests.Health;

public sealed class ProbeScheduleTests
{
    private static readonly ProbePlan Plan = new() { Interval = TimeSpan.FromSeconds(10), Interest = TimeSpan.FromMinutes(1), Jitter = 0.2 };

    private readonly VirtualTime _time = new();
    private readonly ProbeSchedule _schedule;

    public ProbeScheduleTests() => _schedule = new ProbeSchedule(Plan, _time, new Random(3));

    [Fact]
    public void A_host_that_nobody_wants_is_not_probed_whether_it_is_up_or_down()
    {
        Assert.Null(_schedule.NextIn(isUp: true, TimeSpan.Zero));
        Assert.Null(_schedule.NextIn(isUp: false, TimeSpan.Zero));
        _schedule.Probed();
        Assert.Null(_schedule.NextIn(isUp: true, TimeSpan.Zero));
    }

    [Fact]
    public void A_host_in_use_is_probed_once_per_interval_give_or_take_a_fifth()
    {
        _schedule.Wanted();
        _schedule.Probed();
        Assert.InRange(_schedule.NextIn(isUp: true, TimeSpan.Zero)!.Value.TotalSeconds, 8, 12);
        _time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(TimeSpan.Zero, _schedule.NextIn(isUp: true, TimeSpan.Zero));
    }

    [Fact]
    public void Probes_end_when_nobody_has_wanted_the_host_for_a_while()
    {
        _schedule.Wanted();
        _time.Advance(Plan.Interest - TimeSpan.FromTicks(1));
        Assert.NotNull(_schedule.NextIn(isUp: false, TimeSpan.Zero));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(_schedule.NextIn(isUp: false, TimeSpan.Zero));
        Assert.Null(_schedule.NextIn(isUp: true, TimeSpan.Zero));
    }

    [Fact]
    public void A_host_that_is_down_is_probed_as_soon_as_its_rest_is_over()
    {
        _schedule.Wanted();
        _schedule.Probed();
        Assert.Equal(TimeSpan.FromSeconds(4), _schedule.NextIn(isUp: false, TimeSpan.FromSeconds(4)));
    }

    [Fact]
    public void A_host_that_asked_for_a_rest_is_not_even_probed_before_it_is_over()
    {
        _schedule.Wanted();
        _schedule.Probed();
        Assert.Equal(TimeSpan.FromSeconds(40), _schedule.NextIn(isUp: true, TimeSpan.FromSeconds(40)));
    }
}
