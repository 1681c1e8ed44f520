using System.Text.Json;

namespace Conductor.Core.Models;

/// <summary>What an answer cost, as the host counted it. Zero means that the host did not say.</summary>
public sealed record ModelUsage
{
    /// <summary>Whole time at the host, in nanoseconds.</summary>
    public long TotalDuration { get; init; }

    /// <summary>Time to load the model, in nanoseconds.</summary>
    public long LoadDuration { get; init; }

    /// <summary>Tokens of the prompt.</summary>
    public long PromptEvalCount { get; init; }

    /// <summary>Time to read the prompt, in nanoseconds.</summary>
    public long PromptEvalDuration { get; init; }

    /// <summary>Tokens of the answer.</summary>
    public long EvalCount { get; init; }

    /// <summary>Time to write the answer, in nanoseconds.</summary>
    public long EvalDuration { get; init; }

    /// <summary>Why the model stopped, in the host's word (<c>stop</c>, <c>length</c>, <c>load</c>, <c>unload</c>, <c>tool_calls</c>); null where it gave none.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Fields of the closing message that are none of the above (<c>context</c> among them), in their order, as they came.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Fields { get; init; } = [];
}
