using Conductor.Fleet.Tests.Support;
using Conductor.OllamaSim;

namespace Conductor.Fleet.Tests.Faults;

/// <summary>Every fault of a host that a conductor must survive.</summary>
internal static class FaultCases
{
    private static readonly TimeSpan TwoSeconds = TimeSpan.FromSeconds(2);

    private const string SomethingElse = "Something else entirely.";

    private static readonly string LongToken = new('x', 4 << 20);

    public static IReadOnlyList<FaultCase> All { get; } = [.. Refusals(), .. Silences(), .. Breaks(), .. Requests(), .. Forms(), .. Deaths()];

    private static IEnumerable<FaultCase> Refusals() =>
    [
        new("F01", "429 with `Retry-After: 2`, then healthy", trial => trial.Primary.Next(Fault.TooManyRequests(TwoSeconds)))
        {
            Judge = NotAskedForTwoSecondsAsync,
        },
        new("F02", "429 for ever, without a time", trial => trial.Primary.Always(Fault.Status(429))) { Judge = AtMost(6) },
        new("F03", "one 500, then healthy", trial => trial.Primary.Next(Fault.Status(500)))
        {
            Steer = PauseAsync,
            Judge = Counts(primary: 2, fallback: 0),
        },
        new("F04", "503 for ever", trial => trial.Primary.Always(Fault.Status(503))) { Judge = AtMost(6) },
        new("F05", "reset before the headers, once", trial => trial.Primary.Next(Fault.ResetBeforeHeaders)),
        new("F16", "503 for ever, and the only stand-in is another model", trial => trial.Primary.Always(Fault.Status(503)))
        {
            Prepare = trial => trial.Fallback.RemoveModel(Trial.Model),
            Text = string.Concat(Trial.SaidByLarger),
            Judge = NamesTheModelThatAnsweredAsync,
        },
    ];

    private static IEnumerable<FaultCase> Silences() =>
    [
        new("F06", "takes the request and never answers", trial => trial.Primary.Always(Fault.NeverAnswer))
        {
            Steer = async (trial, over) =>
            {
                var mark = trial.Mark(Trial.FirstToken);
                await trial.Primary.Requests.NextGenerationAsync(over);
                await trial.Time.SetAsync(Trial.FirstToken, mark, over);
                await trial.PassAsync(Trial.FirstToken, over);
            },
            Judge = Counts(primary: 1, fallback: 1),
        },
        new("F07", "headers at once, the first token after 20 s", trial => trial.Primary.Next(Fault.HeadersThenSilence(TimeSpan.FromSeconds(20))))
        {
            Steer = async (trial, over) =>
            {
                var mark = trial.Mark(Trial.FirstToken);
                var request = await trial.Primary.Requests.NextGenerationAsync(over);
                await request.SentBytesAsync(1, over);
                await trial.Time.SetAsync(Trial.FirstToken, mark, over);
                await trial.PassAsync(Trial.FirstToken, over);
            },
            Judge = (trial, _) =>
            {
                Assert.InRange(trial.Time.Elapsed, Trial.FirstToken, TimeSpan.FromSeconds(15));
                return Task.CompletedTask;
            },
        },
        new("F09", "silent after 20 tokens, the connection open", trial => trial.Primary.Next(Fault.SilentAfter(20)))
        {
            Steer = IdleAsync,
            Judge = Counts(primary: 1, fallback: 1),
        },
    ];

    private static IEnumerable<FaultCase> Breaks() =>
    [
        new("F08", "cut after 40 of 60 tokens", trial => trial.Primary.Next(Fault.CutAfter(40))),
        new("F08b", "cut after 40 of 60 tokens, and the other host says something else", CutWithAnotherAnswer) { OtherText = SomethingElse },
        new("F08c", "reset after 40 of 60 tokens", trial => trial.Primary.Next(Fault.ResetAfter(40))),
        new("F10", "a malformed line in the middle", trial => trial.Primary.Next(Fault.GarbageAfter(30, "gar{bage"))),
        new("F11", "complete, but the terminator is missing", trial => trial.Primary.Next(Fault.NoTerminator)) { Judge = Counts(primary: 1, fallback: 0) },
        new("F11b", "complete, but the terminator is missing and the connection stays open", trial => trial.Primary.Next(Fault.NoTerminator.LeavingOpen()))
        {
            Judge = Counts(primary: 1, fallback: 0),
        },
        new("F11c", "all tokens, but no finish reason", trial => trial.Primary.Next(Fault.NoFinishReason)) { Judge = Counts(primary: 1, fallback: 1) },
        new("F14", "cut after 40 tokens, and the other host refuses a trailing assistant message", trial =>
        {
            trial.Primary.Next(Fault.CutAfter(40));
            trial.Fallback.Always(Fault.RefuseTrailingAssistant);
        }),
        new("F17", "an error in band after 10 tokens", trial => trial.Primary.Next(Fault.ErrorAfter(10))),
    ];

    private static IEnumerable<FaultCase> Requests() =>
    [
        new("F12", "400, the context is too short; the stand-in's is longer", trial => trial.Primary.Always(Fault.ContextLengthExceeded))
        {
            Text = string.Concat(Trial.SaidByLarger),
            Judge = (trial, _) =>
            {
                Assert.Single(trial.AtPrimary);
                Assert.Equal(Trial.Larger, Assert.Single(trial.AtFallback).Model.Split(':')[0]);
                return Task.CompletedTask;
            },
        },
        new("F13", "400, the content is refused", trial => trial.Primary.Always(Fault.ContentRefused("not about that")))
        {
            Judge = async (trial, answers) =>
            {
                Assert.All(answers, answered => Assert.Equal((400, "not about that"), (answered.Status, answered.Error)));
                await Counts(primary: 1, fallback: 0)(trial, answers);
            },
        },
    ];

    private static IEnumerable<FaultCase> Forms() =>
    [
        new("F18", "every byte in a packet of its own", trial => trial.Primary.Next(Fault.OneBytePackets)) { Judge = Counts(primary: 1, fallback: 0) },
        new("F18b", "packets that split characters, CR LF, blank lines, comments", trial =>
            trial.Primary.Next(Fault.SplitCharacters.And(Fault.Crlf).And(Fault.BlankLines).And(Fault.Comments))) { Judge = Counts(primary: 1, fallback: 0) },
        new("F18c", "a line of 4 MB", trial => trial.Primary.Next(Answer.Tokens(LongToken)))
        {
            Text = LongToken,
            Judge = Counts(primary: 1, fallback: 0),
        },
        new("F19", "a web page in place of the answer", trial => trial.Primary.Always(Fault.Html())),
        new("F19b", "a redirect", trial => trial.Primary.Always(Fault.Redirect())),
        new("F19c", "gzip that nobody asked for", trial => trial.Primary.Next(Fault.Gzip)) { Judge = Counts(primary: 1, fallback: 0) },
    ];

    private static IEnumerable<FaultCase> Deaths() =>
    [
        new("F20", "killed (connections reset) while 100 answers stream", HoldAfterOneToken)
        {
            Turns = 100,
            Steer = async (trial, over) =>
            {
                await OneTokenEachAsync(trial, over);
                await trial.Primary.KillAsync();
            },
            Judge = NoSlotIsLeftHeldAsync,
        },
        new("F20b", "vanished (a black hole) while 100 answers stream", HoldAfterOneToken)
        {
            Turns = 100,
            Steer = async (trial, over) =>
            {
                var mark = trial.Mark(Trial.Idle);
                await OneTokenEachAsync(trial, over);
                await trial.Time.SetAsync(Trial.Idle, mark + 99, over);
                await trial.Primary.VanishAsync();
                trial.Time.Advance(Trial.Idle);
            },
            Judge = NoSlotIsLeftHeldAsync,
        },
    ];

    private static void CutWithAnotherAnswer(Trial trial)
    {
        trial.Primary.Next(Fault.CutAfter(40));
        trial.Fallback.Always(Answer.Text(SomethingElse));
    }

    private static void HoldAfterOneToken(Trial trial)
    {
        var gate = new TokenGate();
        gate.Release(1);
        trial.Primary.Always(Answer.Tokens(Trial.Said).Gated(gate));
    }

    private static async Task OneTokenEachAsync(Trial trial, CancellationToken over)
    {
        for (var turn = 0; turn < 100; turn++)
        {
            var request = await trial.Primary.Requests.NextGenerationAsync(over);
            await request.SentTokensAsync(1, over);
        }
    }

    private static async Task IdleAsync(Trial trial, CancellationToken over)
    {
        var mark = trial.Mark(Trial.Idle);
        var request = await trial.Primary.Requests.NextGenerationAsync(over);
        await request.SentTokensAsync(20, over);
        await trial.Time.SetAsync(Trial.Idle, mark, over);
        await trial.MoveUntilRescueAsync(over);
    }

    // The pause before the same host is asked again: 200 to 400 ms, by chance.
    private static async Task PauseAsync(Trial trial, CancellationToken over)
    {
        var request = await trial.Primary.Requests.NextGenerationAsync(over);
        await request.Ended.WaitAsync(over);
        var again = trial.Primary.Requests.NextGenerationAsync(over);
        // Other things may be due as soon: the host is asked for its news, for one.
        while (await Task.WhenAny(again, trial.Time.ArmedAsync(TimeSpan.FromMilliseconds(500), over)) != again)
            trial.Time.Advance(TimeSpan.FromMilliseconds(500));
        await again;
    }

    private static Func<Trial, IReadOnlyList<Answered>, Task> Counts(int primary, int fallback) => (trial, _) =>
    {
        Assert.Equal((primary, fallback), (trial.AtPrimary.Count, trial.AtFallback.Count));
        return Task.CompletedTask;
    };

    private static Func<Trial, IReadOnlyList<Answered>, Task> AtMost(int attempts) => (trial, _) =>
    {
        Assert.InRange(trial.AtPrimary.Count + trial.AtFallback.Count, 1, attempts);
        return Task.CompletedTask;
    };

    private static async Task NotAskedForTwoSecondsAsync(Trial trial, IReadOnlyList<Answered> answers)
    {
        Assert.Single(trial.AtPrimary);
        Assert.True((await trial.AskAsync(TestContext.Current.CancellationToken).SoonAsync()).IsWhole);
        Assert.Single(trial.AtPrimary);
        await trial.PassAsync(TwoSeconds, TestContext.Current.CancellationToken);
        Assert.True((await trial.AskAsync(TestContext.Current.CancellationToken).SoonAsync()).IsWhole);
    }

    private static Task NamesTheModelThatAnsweredAsync(Trial trial, IReadOnlyList<Answered> answers)
    {
        Assert.All(answers, answered =>
        {
            Assert.Equal(Trial.Larger, answered.Model?.Split(':')[0]);
            Assert.Equal((Trial.SaidByLarger.Length, "fallback"), (answered.Tokens, answered.Host));
        });
        return AtMost(6)(trial, answers);
    }

    private static async Task NoSlotIsLeftHeldAsync(Trial trial, IReadOnlyList<Answered> answers)
    {
        // The other host has a hundred slots: a hundred more at once are answered only if all are free again.
        var again = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => trial.AskAsync(TestContext.Current.CancellationToken))).SoonAsync();
        Assert.All(again, answered => Assert.True(answered.IsWhole));
    }
}
