using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Http.Json;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Turns;

/// <summary>How one API spells one answer: entry by entry, or as one object. One instance per answer; for one caller at a time.</summary>
internal abstract class AnswerForm
{
    /// <summary>The content type of a streamed answer.</summary>
    public abstract string StreamType { get; }

    /// <summary>An answer that begins with this entry is sent as one object, even where a stream was asked for.</summary>
    public virtual bool IsWholeFrom(in LogEntry first) => false;

    /// <summary>Takes the time for what is written until the next call, which goes out together.</summary>
    public virtual void Stamp()
    {
    }

    /// <summary>Names the model that really answers, where it is another one than was asked for. Called before anything is written.</summary>
    public abstract void NameModel(string model);

    /// <summary>Writes something that tells a waiting caller that the connection lives, and that no client takes for a part of the answer.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="waitsFor">What the turn is waiting for; null where that is not known.</param>
    public abstract void WriteHeartbeat(OutputBuffer output, TurnStatus? waitsFor);

    /// <summary>Writes what an entry says. Never called for the counts or the end.</summary>
    public abstract void Write(OutputBuffer output, in LogEntry entry);

    /// <summary>Writes the end of a whole answer.</summary>
    public abstract void WriteEnd(OutputBuffer output, Ending ending, ModelUsage? usage);

    /// <summary>Writes that the answer broke off, and why.</summary>
    public abstract void WriteError(OutputBuffer output, Ending ending);

    /// <summary>Writes a whole answer as one object.</summary>
    public abstract Task WriteWholeAsync(HttpContext context, ResponseLog log, AnswerSummary answer);
}
