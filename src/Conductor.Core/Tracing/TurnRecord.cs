using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Tracing;

/// <summary>
/// What has happened to one turn so far, step by step. It follows what the turn's log is told, and passes it on to the turn's span where somebody wants
/// spans. It costs a turn a few notes, and a token nothing.
/// </summary>
/// <remarks>Written by the log's writer of the moment; may be read from any thread.</remarks>
public sealed class TurnRecord
{
    // Protects the notes: held for an addition or a copy.
    private readonly Lock _gate = new();
    private readonly List<Note> _notes = new(8);
    private readonly TurnDiary _diary;
    private readonly TimeProvider _time;
    private readonly TurnTrace? _trace;
    private ResponseLog? _log;
    private string? _stage;
    private DateTimeOffset _stageBegan;
    private bool _mustLoad;
    private TurnStatus? _place;
    private ModelUsage? _usage;

    internal TurnRecord(TurnId turn, string name, TurnTrace? trace, TurnDiary diary, TimeProvider time)
    {
        (Turn, Name, _trace, _diary, _time, Began) = (turn, name, trace, diary, time, time.GetUtcNow());
        Add(new Note(StepKind.Began, Began, name));
    }

    /// <summary>The turn.</summary>
    public TurnId Turn { get; }

    /// <summary>What kind of turn it is, and for which model.</summary>
    public string Name { get; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Began { get; }

    /// <summary>Its end is among the steps.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The stage that it is in, and since when; null between two.</summary>
    public (string Name, DateTimeOffset Since)? Stage
    {
        get
        {
            lock (_gate)
                return _stage is { } stage ? (stage, _stageBegan) : null;
        }
    }

    /// <summary>Pieces of its log so far, most of them tokens; 0 once it is over.</summary>
    public long Pieces => Volatile.Read(ref _log)?.LastNumber ?? 0;

    /// <summary>The steps so far, in order.</summary>
    public IReadOnlyList<TurnStep> Steps
    {
        get
        {
            Note[] notes;
            lock (_gate)
                notes = [.. _notes];
            return [.. notes.Select((note, index) => StepOf(note, index + 1))];
        }
    }

    /// <summary>The turn's span as its hosts are told of it; null where there is none.</summary>
    internal TraceContext? Context => _trace?.Context;

    /// <summary>Follows a log from here on.</summary>
    internal void Watch(ResponseLog log) => Volatile.Write(ref _log, log);

    internal void On(TurnStatus status)
    {
        _trace?.On(status);
        switch (status.Stage)
        {
            case TurnStage.Queued:
                if (_stage != "queue")
                    Enter("queue");
                break;
            case TurnStage.Loading or TurnStage.Started:
                _mustLoad = status.Stage == TurnStage.Loading;
                Enter("connect");
                break;
            default:
                Leave();
                Add(new Note(StepKind.Routed, _time.GetUtcNow(), status.Stage == TurnStage.Retrying ? "retry" : "route") { Status = status });
                break;
        }
        if (status.Host is not null || status.Model is not null)
            _place = status with { Host = status.Host ?? _place?.Host, Model = status.Model ?? _place?.Model };
    }

    internal void OnConnected()
    {
        _trace?.OnConnected();
        if (_stage == "connect")
            Enter(_mustLoad ? "load" : "prefill");
    }

    internal void OnContent()
    {
        _trace?.OnContent();
        if (_stage != "stream")
            Enter("stream");
    }

    internal void On(ModelUsage usage)
    {
        _trace?.On(usage);
        _usage = usage;
    }

    internal void On(Ending ending)
    {
        _trace?.On(ending);
        Leave();
        var now = _time.GetUtcNow();
        // The log may be long, and this is remembered for longer than it.
        Volatile.Write(ref _log, null);
        IsOver = true;
        Add(new Note(StepKind.Ended, now, ending.End.ToString()) { Seconds = (now - Began).TotalSeconds, Ending = ending, Status = _place, Usage = _usage });
    }

    private void Enter(string stage)
    {
        Leave();
        var now = _time.GetUtcNow();
        lock (_gate)
            (_stage, _stageBegan) = (stage, now);
        Add(new Note(StepKind.StageBegan, now, stage));
    }

    private void Leave()
    {
        if (_stage is not { } stage)
            return;
        lock (_gate)
            _stage = null;
        var now = _time.GetUtcNow();
        Add(new Note(StepKind.StageEnded, now, stage) { Seconds = (now - _stageBegan).TotalSeconds });
    }

    private void Add(Note note)
    {
        int number;
        lock (_gate)
        {
            _notes.Add(note);
            number = _notes.Count;
        }
        if (_diary.IsFollowed)
            _diary.Tell(StepOf(note, number));
    }

    // Put into words when somebody looks: most turns are over before anybody does.
    private TurnStep StepOf(in Note note, int number) => new(Turn.ToString(), number, note.Kind, note.At, note.Name)
    {
        Seconds = note.Seconds,
        Host = note.Status?.Host,
        Model = note.Kind == StepKind.Ended ? note.Status?.Model : null,
        Reason = note.Ending is { } ending ? ending.Detail : note.Status?.Reason,
        InputTokens = note.Usage is { PromptEvalCount: > 0 and var input } ? input : null,
        OutputTokens = note.Usage is { EvalCount: > 0 and var output } ? output : null,
    };

    private readonly record struct Note(StepKind Kind, DateTimeOffset At, string Name)
    {
        public double? Seconds { get; init; }

        public TurnStatus? Status { get; init; }

        public Ending? Ending { get; init; }

        public ModelUsage? Usage { get; init; }
    }
}
