using System.Text.Json;
using Conductor.Core.Models;

namespace Conductor.Core.Routing;

/// <summary>What the router must know of a request.</summary>
public readonly record struct RouteFacts
{
    // Of English; other languages have more tokens per letter, so this never takes a request for longer than it is.
    private const int LettersPerToken = 4;

    /// <summary>The name that was asked for; empty where the choice is open.</summary>
    public required string Model { get; init; }

    /// <summary>The kind of work, where the caller said it; null where it did not.</summary>
    public TaskKind? Task { get; init; }

    /// <summary>What was said last, for a guess of the kind of work when the choice of the model depends on it.</summary>
    public string Prompt { get => field ?? ""; init; }

    /// <summary>What it needs of a model.</summary>
    public ModelNeeds Needs { get; init; }

    /// <summary>Tokens that it brings along, at least; 0 where that is not known.</summary>
    public int Tokens { get; init; }

    /// <summary>The load options that it states.</summary>
    public LoadKey LoadKey { get; init; }

    /// <summary>The host that answered this conversation last; null where there was none.</summary>
    public string? Affinity { get; init; }

    /// <summary>The time stamp (<see cref="TimeProvider.GetTimestamp"/>) of the question.</summary>
    public long Now { get; init; }

    /// <summary>Time stamps per second.</summary>
    public long TicksPerSecond { get; init; }

    /// <summary>The facts of a request.</summary>
    public static RouteFacts Of(ModelRequest request, TimeProvider time, TaskKind? task = null, string? affinity = null)
    {
        var (letters, vision) = ((long)request.Prompt.Length, request.Parameter("images") is { ValueKind: JsonValueKind.Array } images && images.GetArrayLength() > 0);
        foreach (var message in request.Messages)
        {
            letters += message.Content.Length;
            foreach (var (name, value) in message.Fields)
                vision |= name == "images" && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0;
        }
        return new RouteFacts
        {
            Model = request.Model,
            Task = task,
            Prompt = request.Messages.Count > 0 ? request.Messages[^1].Content : request.Prompt,
            Needs = (vision ? ModelNeeds.Vision : ModelNeeds.None)
                | (HasTools(request) ? ModelNeeds.Tools : ModelNeeds.None)
                | (Thinks(request) ? ModelNeeds.Thinking : ModelNeeds.None),
            Tokens = (int)Math.Min(letters / LettersPerToken, int.MaxValue),
            LoadKey = LoadKey.Of(request),
            Affinity = affinity,
            Now = time.GetTimestamp(),
            TicksPerSecond = time.TimestampFrequency,
        };
    }

    private static bool HasTools(ModelRequest request) => request.Parameter("tools") is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0;

    // What is not said becomes whatever the model does best; only an explicit wish can be refused.
    private static bool Thinks(ModelRequest request) => request.Parameter("think") is { ValueKind: JsonValueKind.True or JsonValueKind.String };
}
