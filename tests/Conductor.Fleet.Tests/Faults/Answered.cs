namespace Conductor.Fleet.Tests.Faults;

/// <summary>What a caller got, read by the rules of the API and nothing else.</summary>
/// <param name="IsWhole">It says of itself that it is complete, and its body is.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The text of the answer.</param>
/// <param name="Error">The words of the error, in the API's own form; null when there is none.</param>
internal sealed record Answered(bool IsWhole, int Status, string Text, string? Error)
{
    /// <summary>The model that the answer names.</summary>
    public string? Model { get; init; }

    /// <summary>Tokens of the answer, by its own count.</summary>
    public int? Tokens { get; init; }

    /// <summary>What the response headers say of the host that answered.</summary>
    public string? Host { get; init; }

    /// <summary>What the response headers say of why it was that one.</summary>
    public string? Route { get; init; }

    /// <summary>Nothing of an error at all, and no end either: the one thing that may never be.</summary>
    public bool IsLie => !IsWhole && Error is null;
}
