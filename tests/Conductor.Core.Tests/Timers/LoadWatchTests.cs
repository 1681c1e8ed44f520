using Conductor.Core.Models;
using Conductor.Core.Timers;
using Conductor.TestKit;

namespace Conductor.Core.Tests.Timers;

public sealed class LoadWatchTests
{
    private readonly VirtualTime _time = new();
    private readonly LoadWatch _watch;

    public LoadWatchTests() => _watch = new LoadWatch(_time);

    [Fact]
    public void Nobody_looks_while_nobody_waits()
    {
        Assert.Null(_watch.NextLook);
        _watch.Await("m");
        Assert.NotNull(_watch.NextLook);
        _watch.Forget("m:latest");
        Assert.Null(_watch.NextLook);
    }

    [Fact]
    public void Looks_are_fewer_and_fewer_down_to_one_in_four_seconds()
    {
        _watch.Await("m");
        var pauses = new List<double>();
        for (var look = 0; look < 7; look++)
        {
            pauses.Add(_watch.NextLook!.Value.TotalSeconds);
            _time.Advance(_watch.NextLook!.Value);
            Assert.Empty(_watch.Looked([]));
        }
        Assert.Equal([0.25, 0.5, 1, 2, 4, 4, 4], pauses);
    }

    [Fact]
    public void A_model_that_is_listed_with_an_expiry_that_moves_may_still_be_loading()
    {
        _watch.Await("m");
        for (var look = 0; look < 10; look++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Empty(_watch.Looked([Listed("m", _time.GetUtcNow() + TimeSpan.FromMinutes(5))]));
        }
    }

    [Fact]
    public void A_model_whose_expiry_stands_still_is_loaded_and_no_longer_watched()
    {
        var expiry = _time.GetUtcNow() + TimeSpan.FromMinutes(5);
        _watch.Await("M");
        Assert.Empty(_watch.Looked([Listed("m:latest", expiry)]));
        Assert.Equal(["M"], _watch.Looked([Listed("m:latest", expiry)]));
        Assert.Null(_watch.NextLook);
        _watch.Forget("M");
        Assert.Null(_watch.NextLook);
    }

    [Fact]
    public void A_host_that_names_no_expiry_is_taken_at_its_word()
    {
        _watch.Await("m");
        Assert.Equal(["m"], _watch.Looked([new ResidentModel("m", default)]));
    }

    [Fact]
    public void A_model_that_is_gone_again_begins_anew()
    {
        var expiry = _time.GetUtcNow();
        _watch.Await("m");
        Assert.Empty(_watch.Looked([Listed("m", expiry)]));
        Assert.Empty(_watch.Looked([]));
        Assert.Empty(_watch.Looked([Listed("m", expiry)]));
        Assert.Equal(["m"], _watch.Looked([Listed("m", expiry)]));
    }

    [Fact]
    public void It_is_watched_until_the_last_that_waits_is_gone()
    {
        _watch.Await("m");
        _watch.Await("m");
        _watch.Forget("m");
        Assert.NotNull(_watch.NextLook);
        _watch.Forget("m");
        _watch.Forget("m");
        Assert.Null(_watch.NextLook);
    }

    private static ResidentModel Listed(string model, DateTimeOffset expiry) => new(model, default, expiry);
}
