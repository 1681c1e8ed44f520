using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Conductor.Core.Models;

namespace Conductor.Core.Routing;

/// <summary>
/// The options of a request that decide how a model lies in memory: asked for with other ones, an Ollama unloads the model and loads it
/// again. What a request does not state fits whatever there is.
/// </summary>
/// <param name="NumCtx">The context that was asked for (<c>num_ctx</c>); null where none was.</param>
/// <param name="Others">The other ones that were stated, in one fixed order and form; empty where none was.</param>
public readonly record struct LoadKey(int? NumCtx, string Others = "")
{
    private static readonly string[] OtherOptions = ["num_batch", "num_gpu", "main_gpu", "use_mmap", "num_thread", "draft_num_predict"];

    /// <summary>States nothing.</summary>
    public static LoadKey Any => new(null);

    /// <summary>States nothing.</summary>
    public bool IsAny => NumCtx is null && string.IsNullOrEmpty(Others);

    /// <summary>Names of the options that decide.</summary>
    public static bool Decides(string option) => option == "num_ctx" || OtherOptions.Contains(option);

    /// <summary>The key of a request.</summary>
    public static LoadKey Of(ModelRequest request) =>
        request.Parameter("options") is { ValueKind: JsonValueKind.Object } options ? Of(options) : Any;

    /// <summary>The key of what names pin, the outermost first: the first that says something counts.</summary>
    internal static LoadKey Of(ImmutableArray<ModelPlan> pins)
    {
        var key = Any;
        foreach (var pin in pins)
            key = key.Over(new LoadKey(
                pin.Options.FirstOrDefault(option => option.Key == "num_ctx").Value is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null,
                Spell(name => pin.Options.FirstOrDefault(option => option.Key == name).Value)));
        return key;
    }

    /// <summary>This key, and what it leaves open from another one.</summary>
    internal LoadKey Over(LoadKey other) => IsAny ? other : other.IsAny ? this : new LoadKey(NumCtx ?? other.NumCtx, Join(Others, other.Others));

    /// <summary>Whether a model that lies in memory with these options serves this key without being loaded again.</summary>
    /// <param name="loadedContext">Its context; null where that is not known, which then fits.</param>
    /// <param name="loadedOthers">The other options that it was loaded with, as far as is known.</param>
    public bool Fits(int? loadedContext, string loadedOthers) =>
        (NumCtx is null || loadedContext is null || NumCtx == loadedContext) && (string.IsNullOrEmpty(Others) || Others == loadedOthers);

    /// <inheritdoc/>
    public override string ToString() => (NumCtx is { } context ? $"num_ctx={context} {Others}" : Others).Trim();

    private static LoadKey Of(JsonElement options)
    {
        int? context = options.TryGetProperty("num_ctx", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
        return new LoadKey(context, Spell(name => options.TryGetProperty(name, out var other) ? other : default));
    }

    private static string Spell(Func<string, JsonElement> find)
    {
        StringBuilder? others = null;
        foreach (var name in OtherOptions)
            if (find(name) is { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } other)
                (others ??= new StringBuilder()).Append(others.Length == 0 ? "" : " ").Append(name).Append('=').Append(other.GetRawText());
        return others?.ToString() ?? "";
    }

    private static string Join(string first, string second)
    {
        if (first.Length == 0 || second.Length == 0)
            return first.Length == 0 ? second : first;
        var said = (first + " " + second).Split(' ').DistinctBy(option => option[..option.IndexOf('=')]);
        return string.Join(' ', said.OrderBy(option => Array.IndexOf(OtherOptions, option[..option.IndexOf('=')])));
    }
}
