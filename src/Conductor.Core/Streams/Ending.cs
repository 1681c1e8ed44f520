namespace Conductor.Core.Streams;

/// <summary>The one end of an answer or of an attempt at it: what happened, in words, and what the host said of it.</summary>
/// <param name="End">Whose doing it was.</param>
/// <param name="Detail">One sentence for a person that names the thing and, where there is one, the way out; null for a good end.</param>
/// <param name="Status">The HTTP status with which the host refused or failed, where there was one.</param>
/// <param name="RetryAfter">How long the host asked to be left alone, where it did.</param>
public sealed record Ending(StreamEnd End, string? Detail = null, int? Status = null, TimeSpan? RetryAfter = null)
{
    /// <summary>The good end.</summary>
    public static Ending Completed { get; } = new(StreamEnd.Completed);

    /// <summary>The answer is what the model had to say: whole, or up to its length limit.</summary>
    public bool IsWhole => End is StreamEnd.Completed or StreamEnd.LengthLimit;
}
