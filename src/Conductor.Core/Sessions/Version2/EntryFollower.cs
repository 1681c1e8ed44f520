using Conductor.Core.Streams;
using Conductor.Protocol.V2.Messages;
using StreamEnd = Conductor.Core.Streams.StreamEnd;
using SurfaceCapabilities = Conductor.Protocol.V1.Messages.SurfaceCapabilities;

namespace Conductor.Core.Sessions.Version2;

/// <summary>
/// Puts one answer into version 2's words, from a position to its end, in the portions that the surface wants. Part of an outlet, which
/// owns it. Where the surface is behind, pieces of text go together. Commands in the text are taken out, and go to surfaces with an avatar.
/// </summary>
internal sealed class EntryFollower
{
    // More entries than these that wait: the surface is behind, and single pieces would only keep it there.
    private const long Behind = 32;
    private const int LongestPortion = 64 * 1024;

    private readonly IEntryConnection _connection;
    private readonly ResponseLog _log;
    private readonly AsyncSignal _signal;
    private readonly CreditBox _credit;
    private readonly TimeProvider _time;
    private readonly Delivery _delivery;
    private readonly ShownWords _words;
    private readonly bool _hasAvatar;
    private readonly EntryWords _entries;
    private TurnSnapshot? _first;
    private LogReader _reader;
    // Read, but still without the credit that it costs.
    private LogEntry? _held;
    private bool _isThinking;
    private long _wordsTo;
    private long _sent;
    private long _wroteAt;
    private bool _wrote;

    public EntryFollower(FollowEntries order, IEntryConnection connection, AsyncSignal signal, CreditBox credit, TimeProvider time, SurfaceCapabilities surface)
    {
        // A surface that cannot show a stream gets the whole at its end.
        (_connection, _signal, _credit, _time, _delivery) = (connection, signal, credit, time, surface.Streaming ? order.Delivery : Delivery.Of(DeliveryMode.Whole));
        (_words, _hasAvatar) = (ShownWords.Of(order.Answer), surface.Avatar);
        (_log, Turn, Conversation) = (order.Answer.Log, order.Answer.Turn.Value, order.Conversation);
        var start = AttemptCount.StartOf(order.Answer, order.Position);
        (_sent, _first) = (start.After, start.First);
        _entries = new EntryWords(Turn, start.Attempt);
        _reader = _log.OpenReader(_sent, signal);
        _words.GoOnAfter(_log, _sent);
        _wroteAt = time.GetTimestamp() - time.TimestampFrequency;
    }

    public Guid Turn { get; }

    public Guid Conversation { get; }

    public bool HasEnded { get; private set; }

    /// <summary>How long until the next portion is due; null when no clock is waited for, as without credit, which comes as an order.</summary>
    public TimeSpan? DueIn =>
        _delivery.Mode == DeliveryMode.Batched && !HasEnded && _credit.IsOpen
        && (HasWords || _words.Commands.Count > 0 || _held is not null || _log.LastNumber > _reader.Position)
            ? Max(TimeSpan.FromMilliseconds(1), Interval - _time.GetElapsedTime(_wroteAt))
            : null;

    private bool HasWords => !_words.Words.IsEmpty && !_words.IsHolding;

    private TimeSpan Interval =>
        TimeSpan.FromMilliseconds(Math.Clamp(_delivery.IntervalMs, Delivery.ShortestIntervalMs, Delivery.LongestIntervalMs));

    /// <summary>Buffers what is there and due, up to about so many bytes.</summary>
    /// <returns>Whether it came further: there may be more at once.</returns>
    public bool Write(int maxBytes)
    {
        if (_first is { } first && _credit.IsOpen)
        {
            _first = null;
            _connection.Write(first);
            _credit.Spend();
            return true;
        }
        _wrote = false;
        var before = _reader.Position;
        if (_delivery.Mode == DeliveryMode.Batched && _log.Ending is null && _time.GetElapsedTime(_wroteAt) < Interval)
            return false;
        while (maxBytes > 0 && _first is null && !HasEnded && _credit.IsOpen && TryNext(out var entry))
        {
            maxBytes -= entry.Utf8.Length + 16;
            Take(entry);
        }
        // Whoever has the end already gets nothing, and is not waited for.
        HasEnded |= _reader.HasEnded && _held is null;
        if (_credit.IsOpen && (_delivery.Mode is DeliveryMode.Batched or DeliveryMode.Token || EndsSentence()))
            FlushWords();
        if (_wrote)
            _wroteAt = _time.GetTimestamp();
        return _wrote || _reader.Position > before;
    }

    /// <summary>Leaves the log.</summary>
    public void Close() => _reader.Dispose();

    private bool TryNext(out LogEntry entry)
    {
        if (_held is not { } held)
            return _reader.TryRead(out entry);
        (entry, _held) = (held, null);
        return true;
    }

    // Sends the words that go before an entry. They may cost the last credit; the entry then waits for more.
    private bool Precede(in LogEntry entry)
    {
        _words.Release();
        FlushWords();
        if (_credit.IsOpen)
            return true;
        _held = entry;
        return false;
    }

    private void Take(in LogEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Text or EntryKind.Thinking:
                AddWords(entry);
                break;
            case EntryKind.Extra:
                // Has no words here; the next message's first number covers it.
                break;
            case EntryKind.End when entry.Ending!.End == StreamEnd.SurfaceTooSlow && !ReferenceEquals(entry.Ending, _log.Ending):
                // The reader was let go of so that the host need not wait for it. What it has missed is in the log all the same.
                var position = _reader.Position;
                _reader.Dispose();
                _reader = _log.OpenReader(position, _signal);
                break;
            default:
                if (!Precede(entry))
                    return;
                Say(_entries.Message(entry, (ulong)_reader.Position, From(_reader.Position)));
                HasEnded = entry.Kind == EntryKind.End;
                break;
        }
    }

    private void AddWords(in LogEntry entry)
    {
        var isThinking = entry.Kind == EntryKind.Thinking;
        var isLong = _words.Words.Length >= LongestPortion && !_words.IsHolding;
        if ((isThinking != _isThinking || isLong) && !Precede(entry))
            return;
        _isThinking = isThinking;
        if (isThinking)
            _words.TakeAsItIs(entry.Utf8.Span);
        else
            _words.Take(entry.Utf8.Span);
        _wordsTo = _reader.Position;
        if (_delivery.Mode == DeliveryMode.Token && _log.LastNumber - _reader.Position < Behind)
            FlushWords();
    }

    // A number says that all up to it was shown: so nothing goes out while a part is held back.
    private void FlushWords()
    {
        if (_words.IsHolding)
            return;
        if (!_words.Words.IsEmpty)
        {
            _connection.WriteWords(Turn, (ulong)_wordsTo, From(_wordsTo), _words.Words, _isThinking);
            _words.Clear();
            _sent = _wordsTo;
            Spend();
        }
        // After the words before them, which are those of whole entries: a gesture has no number of its own.
        while (_credit.IsOpen && _words.Commands.TryDequeue(out var found))
            if (_hasAvatar && CommandWords.DirectiveOf(found.Command) is { } directive)
            {
                _connection.Write(new Avatar(Turn, directive));
                Spend();
            }
    }

    private void Say(ServerMessage message)
    {
        _connection.Write(message);
        _sent = _reader.Position;
        Spend();
        if (message is Restarted)
            _words.BeginAnew();
    }

    private void Spend()
    {
        _credit.Spend();
        _wrote = true;
    }

    private ulong? From(long to) => _sent + 1 == to ? null : (ulong)(_sent + 1);

    private bool EndsSentence() =>
        _delivery.Mode == DeliveryMode.Sentence && _words.Words.TrimEnd((byte)' ') is [.., (byte)'.' or (byte)'!' or (byte)'?' or (byte)':' or (byte)'\n'];

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
