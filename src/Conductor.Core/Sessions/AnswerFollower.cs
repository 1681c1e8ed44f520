using System.Text;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Protocol.Inline;
using Conductor.Protocol.V1.Messages;
using Wire = Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Sessions;

/// <summary>
/// Puts one answer into version 1's words: state, tokens, the end, state. What a restart has made void is ended as an error, and the
/// answer goes on as another message, for version 1 cannot take words back. Part of an outlet, which owns it.
/// </summary>
internal sealed class AnswerFollower
{
    private readonly Follow _answer;
    private readonly ISurfaceConnection _connection;
    private readonly AsyncSignal _signal;
    private readonly TimeProvider _time;
    private string _name;
    private byte[] _messageId;
    private int _restarts;
    private readonly long _begun;
    private readonly SurfaceCapabilities _surface;
    private LogReader _reader;
    private ModelUsage? _usage;
    private string? _model;
    private uint _tokens;
    private bool _announced;
    private bool _responding;
    private readonly ShownWords _words = new();
    private CommandWords _commands;

    public AnswerFollower(Follow answer, ISurfaceConnection connection, AsyncSignal signal, TimeProvider time, SurfaceCapabilities surface)
    {
        (_answer, _connection, _signal, _time) = (answer, connection, signal, time);
        (_name, _messageId) = (answer.MessageId, Encoding.UTF8.GetBytes(answer.MessageId));
        (_surface, _commands) = (surface, new CommandWords(answer.MessageId));
        _begun = time.GetTimestamp();
        _reader = answer.Log.OpenReader(AfterLastRestart(answer.Log), signal);
    }

    public bool HasEnded { get; private set; }

    /// <summary>Buffers what is there, up to about so many bytes.</summary>
    /// <returns>Whether anything was buffered.</returns>
    public bool Write(int maxBytes)
    {
        var wrote = !_announced;
        if (!_announced)
            _connection.Write(new State(ConductorState.Thinking));
        _announced = true;
        while (maxBytes > 0 && !HasEnded && _reader.TryRead(out var entry))
        {
            maxBytes -= entry.Utf8.Length;
            wrote |= Write(entry);
        }
        return wrote;
    }

    /// <summary>Leaves the log.</summary>
    public void Close() => _reader.Dispose();

    private bool Write(in LogEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Text:
                WriteToken(entry);
                return true;
            case EntryKind.Usage:
                _usage = entry.Usage;
                return false;
            case EntryKind.Status:
                _model = entry.Status!.Model ?? _model;
                return false;
            case EntryKind.Restarted:
                return BeginAnew();
            case EntryKind.End:
                return WriteEnd(entry.Ending!);
            default:
                // Thinking, tool calls and the like have no words in version 1.
                return false;
        }
    }

    private void WriteToken(in LogEntry entry)
    {
        if (!_responding)
            _connection.Write(new State(ConductorState.Responding));
        _responding = true;
        _tokens++;
        _words.Take(entry.Utf8.Span);
        Show();
    }

    private void Show()
    {
        var shown = 0;
        while (_words.Commands.TryDequeue(out var found))
        {
            Show(_words.Words[shown..found.At]);
            shown = found.At;
            if (_commands.Of(found.Command, _surface) is { } message)
                _connection.Write(message);
        }
        Show(_words.Words[shown..]);
        _words.Clear();
    }

    // A surface that cannot show a stream gets the whole at its end.
    private void Show(ReadOnlySpan<byte> words)
    {
        if (_surface.Streaming && !words.IsEmpty)
            _connection.WriteToken(_messageId, words);
    }

    private bool BeginAnew()
    {
        _tokens = 0;
        _commands = new CommandWords(_answer.MessageId);
        _words.BeginAnew();
        if (!_responding)
            return false;
        _connection.Write(new StreamError(_name, "The host failed in the middle of the answer; another one begins it anew."));
        _connection.Write(new State(ConductorState.Thinking));
        _responding = false;
        _name = $"{_answer.MessageId}.{++_restarts + 1}";
        _messageId = Encoding.UTF8.GetBytes(_name);
        return true;
    }

    private bool WriteEnd(Ending ending)
    {
        if (ending.End == Streams.StreamEnd.SurfaceTooSlow)
        {
            // Version 1 has no way to resume, so its surface goes on where it was: late, but whole.
            var position = _reader.Position;
            _reader.Dispose();
            _reader = _answer.Log.OpenReader(position, _signal);
            return false;
        }
        _words.Release();
        Show();
        ConductorMessage message = ending.IsWhole ? Whole() : new StreamError(_name, ending.Detail ?? $"The answer ended early ({ending.End}).");
        if (!_connection.Write(message))
            _connection.Write(new StreamError(_name, "The answer is whole, but too long to be repeated in one message."));
        _connection.Write(new State(ConductorState.Ready));
        HasEnded = true;
        return true;
    }

    private Wire.StreamEnd Whole()
    {
        var elapsed = _time.GetElapsedTime(_begun);
        var count = _usage is { EvalCount: > 0 } usage ? (uint)Math.Min(usage.EvalCount, uint.MaxValue) : _tokens;
        return new Wire.StreamEnd(_name, InlineText.Shown(LogText.Collect(_answer.Log)), new ResponseMetadata
        {
            ModelId = _model ?? _answer.Model,
            ElapsedMs = (ulong)elapsed.TotalMilliseconds,
            TokenCount = count,
            TokensPerSecond = elapsed > TimeSpan.Zero ? (float)(count / elapsed.TotalSeconds) : null,
        });
    }

    // Whoever comes late is not shown what is void already.
    private static long AfterLastRestart(ResponseLog log)
    {
        var last = 0L;
        var reader = log.Reread();
        while (reader.TryRead(out var entry))
            if (entry.Kind == EntryKind.Restarted)
                last = reader.Position;
        return last;
    }
}
