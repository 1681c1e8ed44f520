using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Conductor.Backends.Requests;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Backends.Eliza;

/// <summary>
/// The built-in model <c>eliza</c>: Weizenbaum's procedure of 1966 with a script of its own, so that there is always somebody who answers.
/// Keeps nothing: what she remembers of a conversation she hears again in the request. The same conversation always gets the same
/// answer. Safe for concurrent callers.
/// </summary>
/// <remarks>
/// Of a conversation the last 200 messages of the user count, and of each the first 4,000 characters. <c>num_predict</c> is obeyed, in
/// words; tools and reasoning are refused as Ollama refuses them for a model without.
/// </remarks>
public sealed class ElizaHost : IModelHost
{
    /// <summary>The name of her model.</summary>
    public const string ModelName = "eliza:latest";

    private const int MaxMessages = 200;
    private static readonly TimeSpan LongestPace = TimeSpan.FromSeconds(10);

    private readonly ElizaOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Wakes her up.</summary>
    /// <param name="options">How she speaks; null for the defaults. Throws <see cref="ArgumentOutOfRangeException"/> for a pace outside its range.</param>
    /// <param name="time">The clock of her pauses; null for the system's.</param>
    public ElizaHost(ElizaOptions? options = null, TimeProvider? time = null)
    {
        (_options, _time) = (options ?? new ElizaOptions(), time ?? TimeProvider.System);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.WordPace, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.WordPace, LongestPace, nameof(options));
    }

    /// <inheritdoc/>
    public string Kind => "eliza";

    /// <inheritdoc/>
    public string Address => "built in";

    /// <inheritdoc/>
    public async Task<HostFindings> ProbeAsync(CancellationToken cancellationToken)
    {
        var listing = ElizaListing.Of(await ElizaScript.BuiltIn.ConfigureAwait(false));
        return new HostFindings
        {
            Version = "1966",
            Models = [new ModelDescription(ModelName, listing.Tag)],
            Resident = [new ResidentModel(ModelName, listing.Process)],
        };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ModelOutput> RunAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        if (Refusal(request) is { } refusal)
        {
            yield return ModelOutput.Of(refusal);
            yield break;
        }
        var heard = Heard(request);
        var answer = Answer(await ElizaScript.BuiltIn.ConfigureAwait(false), request, heard);
        var listened = _time.GetElapsedTime(start);
        yield return ModelOutput.Alive;

        var spoken = 0;
        var limit = Limit(request);
        var reason = answer.Length == 0 ? "load" : "stop";
        for (var at = 0; at < answer.Length; spoken++)
        {
            if (spoken == limit)
            {
                reason = "length";
                break;
            }
            if (spoken > 0 && _options.WordPace > TimeSpan.Zero)
                await Task.Delay(_options.WordPace, _time, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            var next = answer.AsSpan(at + 1).IndexOf((byte)' ') is >= 0 and var space ? at + 1 + space : answer.Length;
            yield return ModelOutput.OfText(answer.AsMemory(at, next - at));
            at = next;
        }
        yield return ModelOutput.Of(Usage(heard, spoken, reason, listened, _time.GetElapsedTime(start)));
        yield return ModelOutput.Of(reason == "length" ? new Ending(StreamEnd.LengthLimit) : Ending.Completed);
    }

    /// <summary>Shows a model as far as it is known; refuses everything else.</summary>
    public Task<HostReply> CallAsync(HostCall call, CancellationToken cancellationToken) => HostListing.AnswerAsync(this, call);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Ending? Refusal(ModelRequest request)
    {
        var name = request.Model.Split(':') is [var bare, "latest"] ? bare : request.Model;
        if (!name.Equals("eliza", StringComparison.OrdinalIgnoreCase))
            return new Ending(StreamEnd.BackendRefused, $"model '{request.Model}' not found", 404);
        if (request.IsEmbedding)
            return AskedConversation.NoEmbeddings(request);
        if (request.Parameter("think") is { ValueKind: JsonValueKind.True or JsonValueKind.String })
            return new Ending(StreamEnd.BackendRefused, "\"eliza\" does not support thinking", 400);
        if (request.Parameter("tools") is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0)
            return new Ending(StreamEnd.BackendRefused, "registry.ollama.ai/library/eliza:latest does not support tools", 400);
        return null;
    }

    private static List<string> Heard(ModelRequest request) => request.Shape == RequestShape.Generate
        ? request.Prompt.Length > 0 ? [request.Prompt] : []
        : [.. request.Messages.Where(m => m.Role == "user").TakeLast(MaxMessages).Select(m => m.Content)];

    // Empty for a request that only wants the model loaded.
    private static byte[] Answer(ElizaScript script, ModelRequest request, List<string> heard)
    {
        if (heard.Count == 0)
            return request.Messages.Count == 0 ? [] : Encoding.UTF8.GetBytes(script.Hello);
        var talk = new ElizaTalk(script);
        var answer = script.Hello;
        foreach (var input in heard)
            answer = talk.Answer(input);
        return Encoding.UTF8.GetBytes(answer);
    }

    private static int Limit(ModelRequest request) =>
        request.Parameter("options") is { ValueKind: JsonValueKind.Object } options
        && options.TryGetProperty("num_predict", out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var limit)
        && limit > 0
            ? limit
            : int.MaxValue;

    private static ModelUsage Usage(List<string> heard, int spoken, string reason, TimeSpan listened, TimeSpan total) => new()
    {
        TotalDuration = Nanoseconds(total),
        PromptEvalCount = heard.Sum(input => ElizaWords.Split(input).Count(word => word != ElizaWords.ClauseEnd)),
        PromptEvalDuration = Nanoseconds(listened),
        EvalCount = spoken,
        EvalDuration = Nanoseconds(total - listened),
        FinishReason = reason,
    };

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}
