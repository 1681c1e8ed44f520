using System.Collections.Immutable;
using System.Text.Json;
using Conductor.Core.Routing;
using Conductor.Hocon.Rendering;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.models</c>: the default, the models for kinds of work, and one entry for each name.</summary>
internal static class ModelKeys
{
    private static readonly HoconType<JsonElement> KeepAlive = new(
        "a duration with its unit such as 30m, 0s to unload at once, or forever", value => ReadKeepAlive(value) is { } read ? (true, read) : default);

    private static readonly HoconType<HoconObject> Options = HoconTypes.Object.Where(
        "an object of numbers, texts and switches such as { num_ctx = 8192 }", options => options.All(one => one.Value is HoconScalar or HoconArray));

    private static readonly HoconType<IReadOnlyList<string>> Capabilities = HoconTypes.ListOf(HoconTypes.Text.Where(
        "one of tools, vision, thinking, embeddings", word => NeedOf(word) != ModelNeeds.None));

    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("models.default", HoconTypes.Text, (all, value) => all with { DefaultModel = value.Length > 0 ? value : null }),
        .. Enum.GetValues<TaskKind>().Select(kind => Setting.Of($"models.tasks.{TaskClass.WordOf(kind)}", HoconTypes.Text, (all, value) => all.WithTask(kind, value))),
    ];

    public static EntryTable<ModelSettings> Table { get; } = new(
        "models",
        name => new ModelSettings(new ModelPlan(name)),
        [
            Of("target", HoconTypes.Text, (plan, value) => plan with { Target = value }),
            Of("fallback", HoconTypes.ListOf(HoconTypes.Text), (plan, value) => plan with { Fallback = [.. value] }),
            Of("options", Options, (plan, value) => plan with { Options = ReadOptions(value) }),
            Of("keep-alive", KeepAlive, (plan, value) => plan with { KeepAlive = value }),
            Of("context", Setting.Count(1, 100_000_000), (plan, value) => plan with { Context = value }),
            Of("capabilities", Capabilities, (plan, value) => plan with { Capabilities = value.Aggregate(ModelNeeds.None, (all, word) => all | NeedOf(word)) }),
            Of("preload", HoconTypes.Boolean, (plan, value) => plan with { Preload = value }),
            .. TimeoutKeys.Stages.Select(stage => EntryKey<ModelSettings>.Of(
                $"timeouts.{stage.Key}", stage.Type, (model, value) => model.With(general => stage.Change(general, value ?? Timeout.InfiniteTimeSpan)))),
        ],
        (all, _) => all)
    {
        Complete = ModelNames.Check,
    };

    private static EntryKey<ModelSettings> Of<T>(string key, HoconType<T> type, Func<ModelPlan, T, ModelPlan> change) =>
        EntryKey<ModelSettings>.Of(key, type, (model, value) => model with { Plan = change(model.Plan, value) });

    private static ModelNeeds NeedOf(string word) => word switch
    {
        "tools" => ModelNeeds.Tools,
        "vision" => ModelNeeds.Vision,
        "thinking" => ModelNeeds.Thinking,
        "embeddings" or "embedding" => ModelNeeds.Embeddings,
        _ => ModelNeeds.None,
    };

    // A bare number would be milliseconds here and seconds to an Ollama: it is taken for neither.
    private static JsonElement? ReadKeepAlive(HoconValue value)
    {
        var text = value.ToString() ?? "";
        if (text is "forever" or "-1")
            return JsonElement.Parse("-1");
        if (text.Length == 0 || char.IsAsciiDigit(text[^1]) || !HoconTypes.Duration.TryRead(value, HoconPath.Root, [], out var time) || time < TimeSpan.Zero)
            return null;
        return JsonElement.Parse(string.Create(null, $"\"{(long)Math.Ceiling(time.TotalSeconds)}s\""));
    }

    private static ImmutableArray<KeyValuePair<string, JsonElement>> ReadOptions(HoconObject options) =>
        [.. options.Select(one => KeyValuePair.Create(one.Key, JsonElement.Parse(Json(one.Value))))];

    // Outside of a file everything is text, and an Ollama ignores a number that is one.
    private static string Json(HoconValue value) => value is HoconScalar { Kind: HoconValueKind.String, Origin.Line: 0 } outside && IsBare(outside.Text)
        ? outside.Text
        : HoconRenderer.Render(value, new HoconRenderOptions { AsJson = true });

    private static bool IsBare(string text) => text is "true" or "false" || HoconTypes.Double.TryRead(HoconScalar.FromText(text), HoconPath.Root, [], out _);
}
