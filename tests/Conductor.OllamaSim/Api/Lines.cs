using System.Buffers;
using System.Text;
using Conductor.OllamaSim.Json;

namespace Conductor.OllamaSim.Api;

/// <summary>Takes one part of a stream, ready for its chunk.</summary>
internal delegate void PartSink(ReadOnlySpan<byte> part);

/// <summary>Makes objects into lines or events, in the unusual forms too that a reader must bear.</summary>
internal sealed class Lines(bool isSse, Fault fault, PartSink sink)
{
    private readonly ArrayBufferWriter<byte> _line = new(512);

    public void Object(Action<GoJson> write)
    {
        Begin();
        write(new GoJson(_line));
        End();
    }

    public void Text(string line)
    {
        Begin();
        Encoding.UTF8.GetBytes(line, _line);
        End();
    }

    private void Begin()
    {
        _line.ResetWrittenCount();
        if (fault.HasBlankLines) Break();
        if (fault.HasComments) _line.Write(isSse ? ": keep-alive"u8 : " "u8);
        if (fault.HasComments && isSse) Break(2);
        if (isSse) _line.Write("data: "u8);
    }

    private void End()
    {
        Break(isSse ? 2 : 1);
        sink(_line.WrittenSpan);
    }

    private void Break(int times = 1)
    {
        for (; times > 0; times--) _line.Write(fault.UsesCrlf ? "\r\n"u8 : "\n"u8);
    }
}
