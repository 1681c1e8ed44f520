using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Backends.Http;

/// <summary>Turns the lines of one answer into outputs. One instance per answer; not safe for concurrent callers.</summary>
internal abstract class AnswerParser
{
    /// <summary>What the last call made, in order. The bytes are valid until the next call.</summary>
    public List<ModelOutput> Outputs { get; } = [];

    /// <summary>The last output was the end.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>
    /// The host has said all that matters; what may still come (counts, the terminator) is waited for only briefly.
    /// </summary>
    public virtual bool IsAllButOver => false;

    /// <summary>Reads one line and replaces <see cref="Outputs"/>. Never throws for anything a host can send.</summary>
    public abstract void Take(ReadOnlyMemory<byte> line);

    /// <summary>The body has ended, with these bytes behind the last end of line. <see cref="Outputs"/> ends with the end.</summary>
    public abstract void Finish(ReadOnlyMemory<byte> rest);

    /// <summary>Adds the end.</summary>
    public void End(Ending ending)
    {
        Outputs.Add(ModelOutput.Of(ending));
        HasEnded = true;
    }
}
