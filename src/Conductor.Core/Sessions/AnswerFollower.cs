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
    private readonly AnswerVoice _voice;
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
        _voice = new AnswerVoice(connection, answer.Behind);
        (_name, _messageId) = (answer.MessageId, Encoding.UTF8.GetBytes(answer.MessageId));
        (_surface, _commands) = (surface, new CommandWords(answer.MessageId));
        _begun = time.GetTimestamp();
        _reader = answer.Log.OpenReader(AfterLastRestart(answer.Log), signal);
    }

    public bool HasEnded { get; private set; }

    /// <summary>The conversation of the answer where that is not the one in front; null where it is.</summary>
    public Guid? Behind => _voice.Behind;

    /// <summary>Another conversation has come to the front: this answer goes on where it is, in the words for those behind.</summary>
    public void GoBehind(Guid conversation)
    {
        _voice.Behind = conversation;
        _announced = false;
    }

    /// <summary>Buffers what is there, up to about so many bytes.</summary>
    /// <returns>Whether anything was buffered.</returns>
    public bool Write(int maxBytes)
    {
        var wrote = !_announced;
        if (!_announced)
            _voice.Begin(_name);
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
            _voice.Respond();
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
            if (_commands.Of(found.Command, Able) is { } message)
                _connection.Write(message);
        }
        Show(_words.Words[shown..]);
        _words.Clear();
    }

    // A surface that cannot show a stream gets the whole at its end.
    private void Show(ReadOnlySpan<byte> words)
    {
        if (_surface.Streaming && !words.IsEmpty)
            _voice.Say(_messageId, words);
    }

    // There is one avatar, and it belongs to the conversation in front.
    private SurfaceCapabilities Able => Behind is null ? _surface : _surface with { Avatar = false };

    private bool BeginAnew()
    {
        _tokens = 0;
        _commands = new CommandWords(_answer.MessageId);
        _words.BeginAnew();
        if (!_responding)
            return false;
        _voice.Fail(_name, "The host failed in the middle of the answer; another one begins it anew.");
        _responding = false;
        _name = $"{_answer.MessageId}.{++_restarts + 1}";
        _voice.Begin(_name);
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
        if (ending.IsWhole)
            _voice.End(Whole());
        else
            _voice.Fail(_name, ending.Detail ?? $"The answer ended early ({ending.End}).");
        _voice.Rest();
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
