using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Core.Tracing;
using Conductor.TestKit;

namespace Conductor.Core.Tests.Tracing;

public sealed class TurnDiaryTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly TurnDiary _diary;

    public TurnDiaryTests() => _diary = new TurnDiary(_time);

    [Fact]
    public void A_turn_is_told_step_by_step_whoever_listens_and_whenever_somebody_looks()
    {
        var heard = new List<TurnStep>();
        using var following = _diary.Follow(heard.Add);
        var record = _diary.Begin(TurnId.New(_time), new ModelRequest { Model = "llama3.2" });
        var log = new ResponseLog { Record = record };
        record.Watch(log);

        Pass(1, () => log.Append(EntryKind.Status, new TurnStatus(TurnStage.Routed, "gpu-1", "llama3.2:latest", Reason: "resident")));
        Pass(2, () => log.Append(EntryKind.Status, new TurnStatus(TurnStage.Loading, Model: "llama3.2:latest")));
        Pass(3, record.OnConnected);
        Assert.Equal(("load", false), (record.Stage?.Name, record.IsOver));
        Pass(4, () => log.Append(EntryKind.Text, "Hello"u8));
        Assert.Equal(("stream", 3), (record.Stage?.Name, record.Pieces));
        log.Append(EntryKind.Usage, new ModelUsage { PromptEvalCount = 11, EvalCount = 22 });
        log.Complete(new Ending(StreamEnd.BackendCut, "The answer broke off."));

        Assert.Equal(
            [
                (StepKind.Began, "chat llama3.2", null), (StepKind.Routed, "route", null), (StepKind.StageBegan, "connect", null), (StepKind.StageEnded, "connect", 2.0),
                (StepKind.StageBegan, "load", null), (StepKind.StageEnded, "load", 3.0), (StepKind.StageBegan, "stream", null), (StepKind.StageEnded, "stream", 4.0),
                (StepKind.Ended, "BackendCut", 10.0),
            ],
            record.Steps.Select(step => (step.Kind, step.Name, step.Seconds)));
        Assert.Equal(record.Steps, heard);
        Assert.Equal(Enumerable.Range(1, 9), heard.Select(step => step.Number));
        Assert.Equal(("gpu-1", "resident"), (heard[1].Host, heard[1].Reason));
        Assert.Equal(("gpu-1", "llama3.2:latest", "The answer broke off.", 11L, 22L), (heard[^1].Host, heard[^1].Model, heard[^1].Reason, heard[^1].InputTokens, heard[^1].OutputTokens));
        Assert.True(record.IsOver);
    }

    [Fact]
    public void The_oldest_turn_is_forgotten_for_the_newest()
    {
        var turns = Enumerable.Range(0, TurnDiary.Most + 2).Select(_ => _diary.Begin(TurnId.New(_time), new ModelRequest { Model = "m" })).ToArray();

        Assert.Equal(turns[2..], _diary.Turns);
    }

    [Fact]
    public void Who_follows_no_more_hears_no_more()
    {
        var heard = new List<TurnStep>();
        _diary.Follow(heard.Add).Dispose();

        _diary.Begin(TurnId.New(_time), new ModelRequest { Model = "m" });

        Assert.Empty(heard);
    }

    public void Dispose() => _diary.Dispose();

    // Does it, and then lets seconds pass.
    private void Pass(int seconds, Action act)
    {
        act();
        _time.Advance(TimeSpan.FromSeconds(seconds));
    }
}
