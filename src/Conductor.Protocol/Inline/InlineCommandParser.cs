namespace Conductor.Protocol.Inline;

/// <summary>
/// Takes the commands out of one answer while it streams: <c>[yolla:COMMAND arguments]</c>, anywhere, split anywhere. Everything else
/// passes through as it is, other brackets included.
/// </summary>
/// <remarks>
/// <para>Any division of an answer into pieces gives the same text and the same commands. A bracket that may become a command is held
/// back until it is one or cannot be one any more: for at most <see cref="MaxCommandLength"/> bytes, and never past the end of a line.
/// What turns out to be none is shown, so that no text is ever lost.</para>
/// <para>A command that is unknown, or breaks a rule, vanishes. So does every one after the first <c>maxCommands</c> of an answer.</para>
/// <para>One parser serves one answer. Not safe for concurrent callers. Allocates only for commands.</para>
/// </remarks>
/// <param name="maxCommands">Commands of one answer that are carried out; 10 by default.</param>
public sealed class InlineCommandParser(int maxCommands = InlineCommandParser.DefaultMaxCommands)
{
    /// <summary>Commands of one answer that are carried out unless another number is set.</summary>
    public const int DefaultMaxCommands = 10;

    /// <summary>Longest command in bytes, brackets included: room for a task's description of 1,000 bytes.</summary>
    public const int MaxCommandLength = 1_200;

    // Made by the first bracket: most answers have none, and there may be many answers.
    private byte[]? _held;
    private int _heldLength;

    private static ReadOnlySpan<byte> Prefix => "[yolla:"u8;

    /// <summary>Commands that were found and handed on.</summary>
    public int Accepted { get; private set; }

    /// <summary>Commands that vanished: unknown, against a rule, or too many.</summary>
    public int Rejected { get; private set; }

    /// <summary>A bracket is held back that may become a command yet: not all of what was fed has been shown.</summary>
    public bool IsHolding => _heldLength > 0;

    /// <summary>Takes the next piece of the answer.</summary>
    public void Feed<TSink>(ReadOnlySpan<byte> utf8, ref TSink sink)
        where TSink : IInlineSink, allows ref struct
    {
        while (!utf8.IsEmpty)
        {
            if (_heldLength > 0)
            {
                if (TryHold(utf8[0], ref sink)) utf8 = utf8[1..];
                continue;
            }
            var bracket = utf8.IndexOf((byte)'[');
            var text = bracket < 0 ? utf8 : utf8[..bracket];
            if (!text.IsEmpty) sink.Text(text);
            utf8 = utf8[text.Length..];
            if (bracket < 0) return;
            (_held ??= new byte[MaxCommandLength])[_heldLength++] = (byte)'[';
            utf8 = utf8[1..];
        }
    }

    /// <summary>The answer is over: what was held back is text.</summary>
    public void Finish<TSink>(ref TSink sink)
        where TSink : IInlineSink, allows ref struct => Release(ref sink);

    // True when the byte was taken; false when what was held is text after all and the byte is still to be looked at.
    private bool TryHold<TSink>(byte next, ref TSink sink)
        where TSink : IInlineSink, allows ref struct
    {
        var fits = _heldLength < Prefix.Length ? next == Prefix[_heldLength] : next is not ((byte)'\n' or (byte)'\r');
        if (!fits || _heldLength == MaxCommandLength)
        {
            Release(ref sink);
            return false;
        }
        if (next != (byte)']')
        {
            _held![_heldLength++] = next;
            return true;
        }
        Execute(_held.AsSpan(Prefix.Length, _heldLength - Prefix.Length), ref sink);
        _heldLength = 0;
        return true;
    }

    private void Execute<TSink>(ReadOnlySpan<byte> body, ref TSink sink)
        where TSink : IInlineSink, allows ref struct
    {
        var command = Accepted < maxCommands ? InlineCommands.Parse(body) : null;
        if (command is null)
        {
            Rejected++;
            return;
        }
        Accepted++;
        sink.Command(command);
    }

    private void Release<TSink>(ref TSink sink)
        where TSink : IInlineSink, allows ref struct
    {
        var length = _heldLength;
        _heldLength = 0;
        if (length > 0) sink.Text(_held.AsSpan(0, length));
    }
}
