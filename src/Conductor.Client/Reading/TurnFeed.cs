using System.Runtime.CompilerServices;
using System.Text;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Reading;

/// <summary>What became of an entry.</summary>
internal enum Taken
{
    /// <summary>It was kept, or was here already.</summary>
    Good,

    /// <summary>It does not go on where the last one ended: the turn is to be resumed.</summary>
    Misfit,
}

/// <summary>
/// One answer as this client has it: written by the connection in order, without a gap and without a repeat, read by any number of
/// loops, each at its own pace. Safe for concurrent callers.
/// </summary>
internal sealed class TurnFeed(Guid turn, Guid conversation, long mostBytes)
{
    private const int BytesPerEntry = 120;

    // Guards all fields below. Held for a few instructions; readers are woken outside of it, on threads of their own.
    private readonly Lock _gate = new();
    private readonly List<TurnEntry> _entries = [];
    private TaskCompletionSource? _changed;
    private Exception? _failure;
    private uint _attempt = 1;
    private ulong _last;
    private ulong _shown;
    private long _bytes;
    private bool _ended;
    private bool _calledTools;
    private GivenAgain? _again;

    public Guid Turn { get; } = turn;

    public Guid Conversation { get; } = conversation;

    /// <summary>How far it has come.</summary>
    public TurnPosition Position
    {
        get
        {
            lock (_gate)
                return new TurnPosition(Turn, _attempt, _last);
        }
    }

    /// <summary>Nothing will be added any more.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
                return _ended || _failure is not null;
        }
    }

    /// <summary>Its end is here: the conductor has nothing more to send of it.</summary>
    public bool IsWhole
    {
        get
        {
            lock (_gate)
                return _ended;
        }
    }

    /// <summary>Takes the next entry.</summary>
    public Taken Take(TurnEntry entry)
    {
        lock (_gate)
        {
            if (_ended || _failure is not null)
                return Taken.Good;
            if (entry is Restarted restarted)
            {
                if (restarted.Attempt <= _attempt && entry.Seq <= _last)
                    return Taken.Good;
                (_attempt, _again) = (restarted.Attempt, null);
            }
            else if (entry.Seq <= _last)
                return Taken.Good;
            else if ((entry.From ?? entry.Seq) != _last + 1 || entry is End { Reason: EndReason.SurfaceTooSlow })
                return Taken.Misfit;
            if (_again is { } again)
                Compare(again, entry);
            else
                Add(entry);
        }
        Wake();
        return Taken.Good;
    }

    /// <summary>Takes all of the turn at once: what is new of it becomes entries, all of it anew when it is not what was here.</summary>
    public void Take(TurnSnapshot snapshot)
    {
        lock (_gate)
        {
            if (_ended || _failure is not null)
                return;
            var (text, thinking) = Said();
            // The conductor was started again, and goes on where this is: another attempt, and the same words.
            if (snapshot.Attempt > _attempt && snapshot.Seq >= _last && snapshot.Content == text && (snapshot.Thinking ?? "") == thinking)
                _attempt = snapshot.Attempt;
            _again = null;
            // It goes on before where this is: what it had not saved may be said as before, or otherwise.
            if (snapshot is { End: null } && snapshot.Attempt > _attempt && !_calledTools && Continues(text, snapshot.Content) && Continues(thinking, snapshot.Thinking ?? ""))
            {
                (_attempt, _last) = (snapshot.Attempt, snapshot.Seq);
                _again = new GivenAgain(text, thinking, snapshot.Content.Length, snapshot.Thinking?.Length ?? 0);
                return;
            }
            if (snapshot.Attempt != _attempt || snapshot.Seq < _last || !Continues(snapshot.Content, text) || !Continues(snapshot.Thinking ?? "", thinking))
            {
                _attempt = snapshot.Attempt;
                Add(new Restarted(Turn, snapshot.Seq, null, snapshot.Attempt, null));
                (text, thinking) = ("", "");
            }
            if (snapshot.Thinking is { } thought && thought.Length > thinking.Length)
                Add(new Thinking(Turn, snapshot.Seq, null, thought[thinking.Length..]));
            if (snapshot.Content.Length > text.Length)
                Add(new Text(Turn, snapshot.Seq, null, snapshot.Content[text.Length..]));
            _last = snapshot.Seq;
            if (snapshot.End is { } end)
                Add(new End(Turn, snapshot.Seq, null, end, null, null));
        }
        Wake();
    }

    /// <summary>Its readers will get no more than what is here, and then this.</summary>
    public void Fail(Exception reason)
    {
        lock (_gate)
            _failure ??= reason;
        Wake();
    }

    /// <summary>All entries from the first, up to <see cref="End"/>.</summary>
    public async IAsyncEnumerable<TurnEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = 0; ; next++)
        {
            TurnEntry? entry;
            while ((entry = At(next, out var changed)) is null)
                await changed!.WaitAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
            if (entry is End)
                yield break;
        }
    }

    private static bool Continues(string whole, string beginning) => whole.StartsWith(beginning, StringComparison.Ordinal);

    private TurnEntry? At(int index, out Task? changed)
    {
        changed = null;
        lock (_gate)
        {
            if (index < _entries.Count)
                return _entries[index];
            ObjectDisposedException.ThrowIf(_failure is ObjectDisposedException, typeof(ConductorClient));
            if (_failure is not null)
                throw new ConductorException((_failure as ConductorException)?.Code ?? ErrorCode.Internal, _failure.Message, _failure);
            changed = (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            return null;
        }
    }

    private void Compare(GivenAgain again, TurnEntry entry)
    {
        _last = entry.Seq;
        var rest = entry switch
        {
            Text text => again.TakeText(text.Content),
            Thinking thinking => again.TakeThinking(thinking.Content),
            End or ToolCall => null,
            _ => "",
        };
        if (rest is null && !again.IsCaughtUp)
            BeginAnew(again, entry.Seq);
        if (rest is null || entry is not (Text or Thinking))
            Add(entry);
        else if (rest.Length > 0)
            Add(entry is Text ? new Text(Turn, entry.Seq, null, rest) : new Thinking(Turn, entry.Seq, null, rest));
        if (again.IsCaughtUp)
            _again = null;
    }

    private void BeginAnew(GivenAgain again, ulong seq)
    {
        _again = null;
        Add(new Restarted(Turn, seq, null, _attempt, null));
        if (again.Thinking.Length > 0)
            Add(new Thinking(Turn, seq, null, again.Thinking));
        if (again.Text.Length > 0)
            Add(new Text(Turn, seq, null, again.Text));
    }

    private void Add(TurnEntry entry)
    {
        _last = entry.Seq;
        // What a conductor gives once more has numbers of its own, which may lag behind those that readers have seen: for them they never fall.
        if (entry is not Restarted && entry.Seq < _shown)
            entry = entry with { Seq = _shown, From = null };
        _shown = entry.Seq;
        _entries.Add(entry);
        _ended = entry is End;
        _calledTools = entry is ToolCall || (_calledTools && entry is not Restarted);
        _bytes += BytesPerEntry + (2L * entry switch
        {
            Text text => text.Content.Length,
            Thinking thinking => thinking.Content.Length,
            ToolCall call => call.Arguments.Length,
            _ => 0,
        });
        if (_bytes > mostBytes)
            _failure ??= new ConductorException(ErrorCode.SurfaceTooSlow, $"The answer is longer than the {mostBytes} bytes that are kept of one here.");
    }

    private (string Text, string Thinking) Said()
    {
        var (text, thinking) = (new StringBuilder(), new StringBuilder());
        foreach (var entry in _entries)
            switch (entry)
            {
                case Text more:
                    text.Append(more.Content);
                    break;
                case Thinking more:
                    thinking.Append(more.Content);
                    break;
                case Restarted:
                    text.Clear();
                    thinking.Clear();
                    break;
            }
        return (text.ToString(), thinking.ToString());
    }

    private void Wake()
    {
        TaskCompletionSource? changed;
        lock (_gate)
            (changed, _changed) = (_changed, null);
        changed?.TrySetResult();
    }
}
