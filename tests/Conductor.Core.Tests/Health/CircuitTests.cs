using Conductor.Core.Health;
using Conductor.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Core.Tests.Health;

public sealed class CircuitTests
{
    private static readonly CircuitPlan Plan = new() { Faults = 3, FirstRest = TimeSpan.FromSeconds(1), LongestRest = TimeSpan.FromSeconds(15), Jitter = 0.2 };

    private readonly VirtualTime _time = new();
    private readonly Circuit _circuit;

    public CircuitTests() => _circuit = new Circuit(Plan, _time, new Random(1));

    [Fact]
    public void Faults_in_a_row_open_it_and_a_success_between_them_does_not_let_them_add_up()
    {
        Try(Verdict.Fault);
        Try(Verdict.Fault);
        Try(Verdict.Good);
        Try(Verdict.Fault);
        Try(Verdict.Fault);
        Assert.Equal(CircuitState.Closed, _circuit.State);

        Try(Verdict.Fault);
        Assert.Equal(CircuitState.Open, _circuit.State);
        Assert.False(_circuit.TryEnter(out _));
    }

    [Fact]
    public void A_success_never_raises_the_rate_of_failures_however_long_ago_they_were()
    {
        Try(Verdict.Fault);
        Assert.Equal(0.2, _circuit.ErrorRate, 9);
        _time.Advance(TimeSpan.FromMinutes(1));
        Try(Verdict.Good);
        Assert.Equal(0.2 / 2 * 0.8, _circuit.ErrorRate, 9);
        Assert.Equal(_time.GetTimestamp(), _circuit.ErrorRateAt);

        _time.Advance(TimeSpan.FromHours(1));
        Try(Verdict.Fault);
        Assert.Equal(0.2, _circuit.ErrorRate, 9);
    }

    [Fact]
    public void What_says_nothing_changes_nothing()
    {
        Try(Verdict.Fault);
        Try(Verdict.Fault);
        for (var number = 0; number < 100; number++)
            Try(Verdict.Nothing);
        Assert.Equal(CircuitState.Closed, _circuit.State);
        Try(Verdict.Fault);
        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    [Fact]
    public void After_the_rest_one_turn_tries_and_its_success_closes_the_circuit()
    {
        OpenIt();
        _time.Advance(_circuit.RestLeft);
        Assert.Equal(CircuitState.HalfOpen, _circuit.State);

        Assert.True(_circuit.TryEnter(out var trial));
        Assert.True(trial.IsTrial);
        Assert.False(_circuit.TryEnter(out _));
        _circuit.Leave(trial, Verdict.Good);
        Assert.Equal(CircuitState.Closed, _circuit.State);
        Assert.True(_circuit.TryEnter(out _));
    }

    [Fact]
    public void A_trial_that_fails_doubles_the_rest_up_to_the_longest()
    {
        OpenIt();
        var rest = 1.0;
        for (var round = 0; round < 10; round++)
        {
            Assert.InRange(_circuit.RestLeft.TotalSeconds, rest * 0.8, rest * 1.2);
            _time.Advance(_circuit.RestLeft);
            Try(Verdict.Fault);
            rest = Math.Min(rest * 2, 15);
        }
    }

    [Fact]
    public void A_trial_that_is_cancelled_makes_way_for_the_next()
    {
        OpenIt();
        _time.Advance(_circuit.RestLeft);
        Try(Verdict.Nothing);
        Assert.True(_circuit.TryEnter(out var second));
        Assert.True(second.IsTrial);
    }

    [Fact]
    public void A_trial_that_has_streamed_for_a_while_is_proof_enough_before_its_end()
    {
        OpenIt();
        _time.Advance(_circuit.RestLeft);
        Assert.True(_circuit.TryEnter(out var trial));
        _circuit.Streams(trial);
        _time.Advance(Plan.TrialProof - TimeSpan.FromTicks(1));
        Assert.False(_circuit.WouldAdmit);
        Assert.False(_circuit.TryEnter(out _));

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(_circuit.WouldAdmit);
        Assert.True(_circuit.TryEnter(out var next));
        Assert.False(next.IsTrial);
        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void The_rest_that_the_host_asks_for_is_kept_to_the_tick_even_beyond_the_longest_of_our_own()
    {
        Assert.True(_circuit.TryEnter(out var pass));
        _circuit.Leave(pass, Verdict.Busy, TimeSpan.FromMinutes(2));
        _time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(1));
        Assert.False(_circuit.TryEnter(out _));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(_circuit.TryEnter(out _));
    }

    [Fact]
    public void A_shorter_wish_does_not_cut_a_longer_one()
    {
        Assert.True(_circuit.TryEnter(out var one));
        Assert.True(_circuit.TryEnter(out var other));
        _circuit.Leave(one, Verdict.Busy, TimeSpan.FromSeconds(60));
        _circuit.Leave(other, Verdict.Busy, TimeSpan.FromSeconds(2));
        Assert.Equal(60, _circuit.RestLeft.TotalSeconds, 3);
    }

    [Fact]
    public void What_began_before_it_opened_neither_closes_it_nor_counts_again()
    {
        Assert.True(_circuit.TryEnter(out var early));
        Assert.True(_circuit.TryEnter(out var alsoEarly));
        OpenIt();
        var rest = _circuit.RestLeft;
        _circuit.Leave(early, Verdict.Good);
        _circuit.Leave(alsoEarly, Verdict.Fault);
        Assert.Equal(CircuitState.Open, _circuit.State);
        Assert.Equal(rest, _circuit.RestLeft);
    }

    [Fact]
    public void A_busy_host_without_a_word_of_when_is_left_alone_longer_each_time()
    {
        var rests = new List<double>();
        for (var round = 0; round < 4; round++)
        {
            Try(Verdict.Busy);
            rests.Add(_circuit.RestLeft.TotalSeconds);
            _time.Advance(_circuit.RestLeft);
        }
        Assert.Equal(rests.Order(), rests);
        Assert.InRange(rests[3], 8 * 0.8, 8 * 1.2);
    }

    [Fact]
    public void Whatever_happens_it_admits_only_when_it_may_and_never_for_good_refuses() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(200),
        Prop.ForAll(
            (from act in Gen.Choose(0, 5) from number in Gen.Choose(0, 5000) select (act, number)).ListOf().ToArbitrary(),
            steps =>
            {
                var time = new VirtualTime();
                var circuit = new Circuit(Plan, time, new Random(steps.Count));
                var inside = new List<CircuitPass>();
                foreach (var (act, number) in steps)
                {
                    if (!Holds(circuit, inside))
                        return false;
                    Play(circuit, time, inside, act, number);
                }
                foreach (var pass in inside)
                    circuit.Leave(pass, Verdict.Nothing);
                // Whatever was, after the longest rest that anybody asked for it is tried again.
                time.Advance(TimeSpan.FromSeconds(18));
                return circuit.TryEnter(out _);
            }));

    private static void Play(Circuit circuit, VirtualTime time, List<CircuitPass> inside, int act, int number)
    {
        if (act == 0)
            time.Advance(TimeSpan.FromMilliseconds(number));
        else if (act <= 2 && circuit.TryEnter(out var pass))
            inside.Add(pass);
        else if (act == 3 && inside.Count > 0)
            circuit.Streams(inside[number % inside.Count]);
        else if (act > 3 && inside.Count > 0)
        {
            var leaving = inside[number % inside.Count];
            inside.Remove(leaving);
            var verdict = (Verdict)(number % 4);
            circuit.Leave(leaving, verdict, verdict == Verdict.Busy && number % 3 == 0 ? TimeSpan.FromSeconds(number % 10) : null);
        }
    }

    private static bool Holds(Circuit circuit, List<CircuitPass> inside)
    {
        var admits = circuit.WouldAdmit;
        var trials = inside.Where(pass => pass.IsTrial).GroupBy(pass => pass.Era).Select(era => era.Count()).DefaultIfEmpty().Max();
        return trials <= 1
            && circuit.ErrorRate is >= 0 and <= 1
            && (circuit.State != CircuitState.Open || (!admits && circuit.RestLeft > TimeSpan.Zero))
            && (circuit.State == CircuitState.Open || circuit.RestLeft == TimeSpan.Zero)
            && (circuit.State != CircuitState.Closed || admits);
    }

    private void OpenIt()
    {
        for (var fault = 0; fault < Plan.Faults; fault++)
            Try(Verdict.Fault);
    }

    private void Try(Verdict verdict)
    {
        Assert.True(_circuit.TryEnter(out var pass));
        _circuit.Leave(pass, verdict);
    }
}
