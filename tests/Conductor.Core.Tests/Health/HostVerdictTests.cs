using Conductor.Core.Health;
using Conductor.Core.Streams;

namespace Conductor.Core.Tests.Health;

public sealed class HostVerdictTests
{
    [Theory]
    [InlineData(StreamEnd.Completed)]
    [InlineData(StreamEnd.LengthLimit)]
    public void An_answer_that_is_whole_is_good(StreamEnd end) => Is(Verdict.Good, new Ending(end));

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(413)]
    [InlineData(422)]
    public void A_refusal_of_the_request_is_not_the_hosts_fault(int status) => Is(Verdict.Good, new Ending(StreamEnd.BackendRefused, Status: status));

    [Theory]
    [InlineData(StreamEnd.CancelledByUser)]
    [InlineData(StreamEnd.SurfaceGone)]
    [InlineData(StreamEnd.SurfaceTooSlow)]
    [InlineData(StreamEnd.QueueFull)]
    [InlineData(StreamEnd.QueueTimeout)]
    [InlineData(StreamEnd.TotalTimeout)]
    [InlineData(StreamEnd.NodeLost)]
    [InlineData(StreamEnd.ShuttingDown)]
    public void What_callers_and_we_do_says_nothing_about_the_host(StreamEnd end) => Is(Verdict.Nothing, new Ending(end));

    [Theory]
    [InlineData(StreamEnd.BackendCut)]
    [InlineData(StreamEnd.LoadTimeout)]
    [InlineData(StreamEnd.FirstTokenTimeout)]
    [InlineData(StreamEnd.IdleTimeout)]
    [InlineData(StreamEnd.BackendMalformed)]
    public void A_model_that_breaks_off_or_falls_silent_leaves_the_others_on_its_host_alone(StreamEnd end)
    {
        Is(Verdict.Fault, new Ending(end));
        Assert.False(HostVerdict.Of(new Ending(end)).IsWholeHost);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public void A_host_that_cannot_be_had_fails_all_its_models(int? status)
    {
        Is(Verdict.Fault, new Ending(StreamEnd.BackendFailed, Status: status));
        Assert.True(HostVerdict.Of(new Ending(StreamEnd.BackendFailed, Status: status)).IsWholeHost);
        Assert.True(HostVerdict.Of(new Ending(StreamEnd.ConnectTimeout)).IsWholeHost);
    }

    [Fact]
    public void A_500_is_the_models_fault() => Assert.Equal(new HostVerdict(Verdict.Fault, IsWholeHost: false), HostVerdict.Of(new Ending(StreamEnd.BackendFailed, Status: 500)));

    [Fact]
    public void Too_many_requests_and_a_503_that_says_when_to_come_back_are_a_wish_to_rest()
    {
        Is(Verdict.Busy, new Ending(StreamEnd.BackendFailed, Status: 429));
        Is(Verdict.Busy, new Ending(StreamEnd.BackendFailed, Status: 503, RetryAfter: TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void Every_end_has_a_verdict()
    {
        foreach (var end in Enum.GetValues<StreamEnd>())
            Assert.True(Enum.IsDefined(HostVerdict.Of(new Ending(end)).Verdict));
    }

    private static void Is(Verdict expected, Ending ending) => Assert.Equal(expected, HostVerdict.Of(ending).Verdict);
}
