using Conductor.OllamaSim.Json;
using Conductor.OllamaSim.Words;

namespace Conductor.OllamaSim.Api;

/// <summary>How one route spells an answer: a stream of lines or events, or one object.</summary>
internal abstract class Dialect
{
    /// <summary>Whether lines are SSE events.</summary>
    public abstract bool IsSse { get; }

    /// <summary>Whether a token looks the same for every request, but for the time, so that its bytes may be kept.</summary>
    public virtual bool IsRepeatable => true;

    public string StreamType => IsSse ? "text/event-stream" : "application/x-ndjson";

    /// <summary>What is sent before the first token; most dialects say nothing.</summary>
    public virtual void Open(Lines lines, Turn turn) { }

    /// <summary>One token or tool call.</summary>
    public abstract void Say(Lines lines, Turn turn, Piece piece, bool isFirst);

    /// <summary>What follows the last token.</summary>
    public abstract void Finish(Lines lines, Turn turn, EndForm end);

    /// <summary>The whole answer at once.</summary>
    public abstract void Whole(GoJson json, Turn turn, EndForm end);

    /// <summary>An error where the next token should be.</summary>
    public abstract void Fail(Lines lines, Turn turn, Middle error);

    /// <summary>Half an object, as a broken writer leaves it.</summary>
    public abstract string Garbage { get; }
}
