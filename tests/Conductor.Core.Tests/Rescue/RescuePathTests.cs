using Conductor.Core.Health;
using Conductor.Core.Rescue;
using Conductor.Core.Streams;
using Conductor.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Core.Tests.Rescue;

public sealed class RescuePathTests
{
    private static readonly RescuePlace A = new("a", "big", 8192);
    private static readonly RescuePlace B = new("b", "big", 8192);
    private static readonly RescuePlace ASmall = new("a", "small", 4096);
    private static readonly RescuePlace CLong = new("c", "long", 32768);

    private readonly VirtualTime _time = new();

    [Fact]
    public void One_500_is_tried_again_at_the_same_place_and_the_second_elsewhere()
    {
        var path = Path(A, B);
        var again = Fail(path, Failed(500));
        Assert.Equal(0, again.Place);
        Assert.InRange(again.Pause.TotalMilliseconds, 200, 400);
        Assert.Equal(1, Fail(path, Failed(500)).Place);
    }

    [Theory]
    [InlineData(StreamEnd.BackendFailed, 503)]
    [InlineData(StreamEnd.BackendFailed, 429)]
    [InlineData(StreamEnd.BackendFailed, null)]
    [InlineData(StreamEnd.ConnectTimeout, null)]
    [InlineData(StreamEnd.FirstTokenTimeout, 504)]
    [InlineData(StreamEnd.LoadTimeout, 504)]
    [InlineData(StreamEnd.IdleTimeout, 504)]
    [InlineData(StreamEnd.BackendCut, null)]
    [InlineData(StreamEnd.BackendMalformed, null)]
    [InlineData(StreamEnd.BackendMalformed, 302)]
    [InlineData(StreamEnd.BackendRefused, 401)]
    [InlineData(StreamEnd.BackendRefused, 404)]
    public void What_another_host_may_do_better_is_tried_there_at_once(StreamEnd end, int? status)
    {
        var move = Fail(Path(A, B), new Ending(end, Status: status));
        Assert.Equal((1, TimeSpan.Zero), (move.Place, move.Pause));
    }

    [Theory]
    [InlineData(StreamEnd.BackendRefused, 400)]
    [InlineData(StreamEnd.BackendRefused, 413)]
    [InlineData(StreamEnd.BackendRefused, 422)]
    [InlineData(StreamEnd.CancelledByUser, null)]
    [InlineData(StreamEnd.SurfaceGone, null)]
    [InlineData(StreamEnd.QueueTimeout, 503)]
    [InlineData(StreamEnd.TotalTimeout, 504)]
    [InlineData(StreamEnd.ShuttingDown, 503)]
    [InlineData(StreamEnd.NodeLost, 503)]
    public void What_would_end_the_same_everywhere_ends(StreamEnd end, int? status)
    {
        var ending = new Ending(end, "Because.", status);
        Assert.Same(ending, Fail(Path(A, B), ending).Ending);
    }

    [Fact]
    public void A_request_that_is_too_long_goes_only_where_there_is_more_room()
    {
        var refusal = new Ending(StreamEnd.BackendRefused, "the input length exceeds the context length", Status: 400);
        Assert.Equal(3, Fail(Path(A, B, ASmall, CLong), refusal).Place);
        Assert.Same(refusal, Fail(Path(A, B, ASmall), refusal).Ending);
        // Where sizes are not known, another model may have more; the same one has not.
        Assert.Equal(2, Fail(Path(A, B, new RescuePlace("d", "other")), refusal).Place);
    }

    [Fact]
    public void A_silent_host_is_not_asked_again_even_as_the_only_one() =>
        Assert.True(Fail(Path(A), new Ending(StreamEnd.FirstTokenTimeout)).IsEnd);

    [Fact]
    public void A_host_that_cannot_be_had_is_not_asked_for_another_model()
    {
        Assert.True(Fail(Path(A, ASmall), new Ending(StreamEnd.ConnectTimeout)).IsEnd);
        Assert.Equal(1, Fail(Path(A, ASmall), new Ending(StreamEnd.FirstTokenTimeout)).Place);
    }

    [Fact]
    public void The_only_host_is_asked_again_after_the_wait_that_it_asked_for()
    {
        var move = Fail(Path(A), new Ending(StreamEnd.BackendFailed, Status: 429, RetryAfter: TimeSpan.FromSeconds(2)));
        Assert.Equal((0, TimeSpan.FromSeconds(2)), (move.Place, move.Pause));
    }

    [Fact]
    public void A_wait_that_is_too_long_ends_the_turn_instead() =>
        Assert.True(Fail(Path(A), new Ending(StreamEnd.BackendFailed, Status: 429, RetryAfter: TimeSpan.FromHours(1))).IsEnd);

    [Fact]
    public void Where_nobody_was_asked_it_was_no_attempt()
    {
        var path = Path(A, B, CLong);
        Assert.Equal(1, path.After(new Ending(StreamEnd.QueueFull), wasAsked: false, added: false, begun: false).Place);
        Assert.Equal(2, path.After(Failed(503), wasAsked: false, added: false, begun: false).Place);
        Assert.Equal(0, path.Attempts);
        Assert.Equal(StreamEnd.QueueFull, path.After(Failed(503), wasAsked: false, added: false, begun: false).Ending!.End);
    }

    [Fact]
    public void The_place_that_failed_is_the_last_resort_when_the_others_turn_the_turn_away()
    {
        var path = Path(A, B);
        Assert.Equal(1, Fail(path, new Ending(StreamEnd.BackendCut)).Place);
        Assert.Equal(0, path.After(new Ending(StreamEnd.QueueFull), wasAsked: false, added: false, begun: true).Place);
    }

    [Fact]
    public void What_a_stand_in_refuses_is_not_what_went_wrong()
    {
        var path = Path(A, B);
        path.After(new Ending(StreamEnd.BackendCut, "It broke off."), wasAsked: true, added: true, begun: true);
        var end = path.After(new Ending(StreamEnd.BackendRefused, "No trailing assistant message, please.", 400), wasAsked: true, added: false, begun: true).Ending!;

        Assert.Equal(StreamEnd.BackendCut, end.End);
        Assert.StartsWith("It broke off.", end.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_budget_ends_the_turn()
    {
        var path = new RescuePath(new[] { A, B }, RescuePlan.Default, new RetryBudget(0, _time), new Random(1));
        path.Begin();
        Assert.True(Fail(path, Failed(503)).IsEnd);
    }

    [Fact]
    public void Every_way_ends_within_its_bounds() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(Endings.NonEmptyListOf().ToArbitrary(), Gen.Choose(1, 5).ToArbitrary(), Gen.Choose(0, 5).ToArbitrary(), (endings, hosts, attempts) =>
        {
            var places = Enumerable.Range(0, hosts * 2).Select(number => new RescuePlace($"host {number / 2}", $"model {number % 2}")).ToArray();
            var path = new RescuePath(places, RescuePlan.Default with { Attempts = attempts }, new RetryBudget(0.1, _time), new Random(1));
            var asked = new int[places.Length];
            var (made, begun) = (0, false);
            var move = path.Begin();
            for (var step = 0; !move.IsEnd; step++)
            {
                var (ending, wasAsked, added) = endings[step % endings.Count];
                made += wasAsked ? 1 : 0;
                if (++asked[move.Place] > 2 || step > 2 * places.Length + attempts || move.Pause > RescuePlan.Default.LongestPause)
                    return false;
                begun |= added && wasAsked;
                move = path.After(ending, wasAsked, added && wasAsked, begun);
            }
            return made <= attempts + 1;
        }));

    private static Gen<(Ending Ending, bool WasAsked, bool Added)> Endings =>
        from end in Gen.Elements(Enum.GetValues<StreamEnd>().Where(end => end is not StreamEnd.Completed and not StreamEnd.LengthLimit))
        from status in Gen.Elements<int?>(null, 400, 401, 404, 429, 500, 502, 503)
        from wait in Gen.Elements<int?>(null, null, 1, 20)
        from wasAsked in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from added in Gen.Elements(true, false)
        select (
            new Ending(end, "context length", status, wait is { } seconds ? TimeSpan.FromSeconds(seconds) : null),
            // Only these two come without the host having been asked.
            end == StreamEnd.QueueFull ? false : end == StreamEnd.BackendFailed ? wasAsked : true,
            added);

    private static Ending Failed(int status) => new(StreamEnd.BackendFailed, "It failed.", status);

    private static RescueMove Fail(RescuePath path, Ending ending) => path.After(ending, wasAsked: true, added: false, begun: false);

    private RescuePath Path(params RescuePlace[] places)
    {
        var budget = new RetryBudget(0.1, _time);
        budget.PayIn();
        var path = new RescuePath(places, RescuePlan.Default, budget, new Random(1));
        Assert.Equal(0, path.Begin().Place);
        return path;
    }
}
