namespace Conductor.Server.Http;

/// <summary>Why a request is not answered. Each API puts it into its own form.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">One sentence for the caller.</param>
/// <param name="RetryAfter">When to try again, where that is known.</param>
internal sealed record Refusal(int Status, string Message, TimeSpan? RetryAfter = null)
{
    /// <summary>A stable word for programs, where the API has a place for one; null for none.</summary>
    public string? Code { get; init; }
}
