using System.Buffers;

namespace Conductor.Backends.OpenAi;

/// <summary>
/// Puts the lines of an event stream together to events. Comments, ids and retry times are passed over. Not safe for concurrent callers.
/// </summary>
internal sealed class ServerSentEvents(int maxBytes)
{
    private readonly ArrayBufferWriter<byte> _data = new();
    private bool _hasData;

    /// <summary>The events of a stream are longer than the bound.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The named kind of the event is an error.</summary>
    public bool IsError { get; private set; }

    /// <summary>The data of the event that the last line completed, valid until the next call.</summary>
    public ReadOnlyMemory<byte> Data => _data.WrittenMemory;

    /// <summary>Reads a line. True when it completes an event.</summary>
    public bool TryComplete(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return _hasData;
        if (line[0] == '{')
        {
            // A server that answers in plain JSON where events were asked for: an error, most of the time.
            Add(line);
            return false;
        }
        var colon = line.IndexOf((byte)':');
        var name = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? default : line[(colon + 1)..];
        if (value is [(byte)' ', ..])
            value = value[1..];
        if (name.SequenceEqual("data"u8))
            Add(value);
        else if (name.SequenceEqual("event"u8))
            IsError = value.SequenceEqual("error"u8);
        return false;
    }

    /// <summary>The body has ended: true when an event was complete but for the blank line behind it.</summary>
    public bool TryCompleteLast(ReadOnlySpan<byte> rest)
    {
        TryComplete(rest);
        return _hasData;
    }

    /// <summary>Forgets the event, to begin the next one.</summary>
    public void Next()
    {
        _data.ResetWrittenCount();
        (_hasData, IsError) = (false, false);
    }

    private void Add(ReadOnlySpan<byte> value)
    {
        if (_hasData)
            _data.Write("\n"u8);
        _hasData = true;
        IsTooLong |= _data.WrittenCount + value.Length > maxBytes;
        if (!IsTooLong)
            _data.Write(value);
    }
}
