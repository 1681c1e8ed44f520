using Conductor.Core.Conversations;
using Conductor.Core.Models;

namespace Conductor.Core.Tests.Conversations;

public sealed class ContextFitTests
{
    private static readonly ChatMessage System = new("system", "You are brief.");
    private static readonly HistoryOptions Options = new() { Reserve = 0.25 };

    [Fact]
    public void What_fits_is_sent_whole()
    {
        var fitted = ContextFit.Fit(System, [.. Turns(3), Said("user", "now")], 4096, Options, TokenGauge.Guess);

        Assert.Equal(8, fitted.Messages.Count);
        Assert.Equal(0, fitted.DroppedTurns);
        Assert.Equal(System, fitted.Messages[0]);
        Assert.Equal("now", fitted.Messages[^1].Content);
        Assert.Single(fitted.Messages, message => message.Content == "now");
    }

    [Fact]
    public void The_oldest_turns_go_each_as_a_whole_and_the_system_prompt_stays()
    {
        var fitted = ContextFit.Fit(System, [.. Turns(20), Said("user", "now")], 300, Options, 0.25);

        Assert.True(fitted.Tokens <= 225, $"{fitted.Tokens}");
        Assert.True(fitted.DroppedTurns is > 0 and < 20);
        Assert.Equal(System, fitted.Messages[0]);
        Assert.Equal($"question {fitted.DroppedTurns} {new string('x', 40)}", fitted.Messages[1].Content);
        Assert.Equal("now", fitted.Messages[^1].Content);
        // One more would not have fitted.
        Assert.True(fitted.Tokens + 2 * (13 + 4) > 225);
    }

    [Fact]
    public void What_is_asked_now_is_sent_whatever_its_length()
    {
        var fitted = ContextFit.Fit(null, [.. Turns(2), Said("user", new string('x', 10_000))], 256, Options, TokenGauge.Guess);

        Assert.Equal(10_000, Assert.Single(fitted.Messages).Content.Length);
        Assert.Equal(2, fitted.DroppedTurns);
    }

    [Fact]
    public void Counts_of_hosts_go_before_guesses()
    {
        SaidMessage[] said =
        [
            Said("user", "short"), new(new ChatMessage("assistant", "tiny"), 900), // cheap by its bytes, dear by the host's count
            Said("user", "short"), new(new ChatMessage("assistant", "tiny"), 1000),
            Said("user", "now"),
        ];

        var fitted = ContextFit.Fit(null, said, 1000, Options, TokenGauge.Guess);

        Assert.Equal(1, fitted.DroppedTurns);
        Assert.False(fitted.IsEstimate);
        Assert.True(ContextFit.Fit(null, [.. Turns(1), Said("user", "now")], 1000, Options, TokenGauge.Guess).IsEstimate);
    }

    [Theory]
    [InlineData(HistoryPolicy.KeepAll, 256)]
    [InlineData(HistoryPolicy.DropOldest, null)]
    public void Nothing_goes_when_that_is_the_policy_or_nobody_knows_the_context(HistoryPolicy policy, int? context)
    {
        var fitted = ContextFit.Fit(System, [.. Turns(50), Said("user", "now")], context, Options with { Policy = policy }, TokenGauge.Guess);

        Assert.Equal(102, fitted.Messages.Count);
    }

    [Fact]
    public void A_gauge_learns_from_a_host_and_ignores_what_cannot_be()
    {
        var gauge = new TokenGauge();
        ChatMessage[] request = [new("user", new string('x', 400))];

        gauge.Counted(request, 3);
        Assert.False(gauge.IsKnown);
        gauge.Counted(request, 100);

        Assert.True(gauge.IsKnown);
        Assert.Equal(0.25, gauge.TokensPerByte);
    }

    private static IEnumerable<SaidMessage> Turns(int count) =>
        Enumerable.Range(0, count).SelectMany(number => new[] { Said("user", $"question {number} {new string('x', 40)}"), Said("assistant", $"answer {number} {new string('y', 40)}") });

    private static SaidMessage Said(string role, string words) => new(new ChatMessage(role, words));
}
