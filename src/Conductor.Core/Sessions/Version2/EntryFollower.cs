using System.Buffers;
using Conductor.Core.Streams;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Sessions.Version2;

/// <summary>
/// Puts one answer into version 2's words, from a position to its end, in the portions that the surface wants. Part of an outlet, which
/// owns it. Where the surface is behind, pieces of text go together.
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
    private readonly ArrayBufferWriter<byte> _words = new(256);
    private readonly EntryWords _entries;
    private TurnSnapshot? _first;
    private LogReader _reader;
    // Read, but still without the credit that it costs.
    private LogEntry? _held;
    private bool _isThinking;
    private long _wordsTo;
    private long _sent;
    private long _wroteAt;

    public EntryFollower(FollowEntries order, IEntryConnection connection, AsyncSignal signal, CreditBox credit, TimeProvider time)
    {
        (_connection, _signal, _credit, _time, _delivery) = (connection, signal, credit, time, order.Delivery);
        (_log, Turn, Conversation) = (order.Answer.Log, order.Answer.Turn.Value, order.Conversation);
        var start = AttemptCount.StartOf(order.Answer, order.Position);
        (_sent, _first) = (start.After, start.First);
        _entries = new EntryWords(Turn, start.Attempt);
        _reader = _log.OpenReader(_sent, signal);
        _wroteAt = time.GetTimestamp() - time.TimestampFrequency;
    }

    public Guid Turn { get; }

    public Guid Conversation { get; }

    public bool HasEnded { get; private set; }

    /// <summary>How long until the next portion is due; null when no clock is waited for, as without credit, which comes as an order.</summary>
    public TimeSpan? DueIn =>
        _delivery.Mode == DeliveryMode.Batched && !HasEnded && _credit.IsOpen
        && (_words.WrittenCount > 0 || _held is not null || _log.LastNumber > _reader.Position)
            ? Max(TimeSpan.FromMilliseconds(1), Interval - _time.GetElapsedTime(_wroteAt))
            : null;

    private TimeSpan Interval =>
        TimeSpan.FromMilliseconds(Math.Clamp(_delivery.IntervalMs, Delivery.ShortestIntervalMs, Delivery.LongestIntervalMs));

    /// <summary>Buffers what is there and due, up to about so many bytes.</summary>
    /// <returns>Whether anything was buffered.</returns>
    public bool Write(int maxBytes)
    {
        if (_first is { } first && _credit.IsOpen)
        {
            _first = null;
            _connection.Write(first);
            _credit.Spend();
            return true;
        }
        var before = _sent;
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
        if (_sent == before)
            return false;
        _wroteAt = _time.GetTimestamp();
        return true;
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
        if (_words.WrittenCount > 0 && (isThinking != _isThinking || _words.WrittenCount >= LongestPortion) && !Precede(entry))
            return;
        _isThinking = isThinking;
        _words.Write(entry.Utf8.Span);
        _wordsTo = _reader.Position;
        if (_delivery.Mode == DeliveryMode.Token && _log.LastNumber - _reader.Position < Behind)
            FlushWords();
    }

    private void FlushWords()
    {
        if (_words.WrittenCount == 0)
            return;
        _connection.WriteWords(Turn, (ulong)_wordsTo, From(_wordsTo), _words.WrittenSpan, _isThinking);
        _words.ResetWrittenCount();
        _sent = _wordsTo;
        _credit.Spend();
    }

    private void Say(ServerMessage message)
    {
        _connection.Write(message);
        _sent = _reader.Position;
        _credit.Spend();
    }

    private ulong? From(long to) => _sent + 1 == to ? null : (ulong)(_sent + 1);

    private bool EndsSentence() =>
        _delivery.Mode == DeliveryMode.Sentence && _words.WrittenSpan.TrimEnd((byte)' ') is [.., (byte)'.' or (byte)'!' or (byte)'?' or (byte)':' or (byte)'\n'];

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
