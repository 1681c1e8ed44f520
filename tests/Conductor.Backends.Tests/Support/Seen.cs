using System.Text;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Backends.Tests.Support;

/// <summary>One output, copied so that it outlives the driver's buffer.</summary>
internal sealed record Seen(OutputKind Kind, string Text, ModelUsage? Usage, Ending? Ending)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static Seen Of(ModelOutput output) => new(output.Kind, Strict.GetString(output.Utf8.Span), output.Usage, output.Ending);

    public override string ToString() => Kind switch
    {
        OutputKind.Usage => $"Usage {Usage!.FinishReason} {Usage.PromptEvalCount}+{Usage.EvalCount}",
        OutputKind.End => $"End {Ending!.End}",
        _ => $"{Kind} {Text}",
    };

    /// <summary>Collects everything, the signs of life included.</summary>
    public static async Task<List<Seen>> AllAsync(IAsyncEnumerable<ModelOutput> outputs, CancellationToken cancellationToken = default)
    {
        var seen = new List<Seen>();
        await foreach (var output in outputs.WithCancellation(cancellationToken))
            seen.Add(Of(output));
        return seen;
    }
}

/// <summary>What tests ask of a list of outputs.</summary>
internal static class SeenLists
{
    public static IEnumerable<Seen> Saying(this IEnumerable<Seen> seen) => seen.Where(s => s.Kind != OutputKind.Alive);

    public static string Text(this IEnumerable<Seen> seen) => string.Concat(seen.Where(s => s.Kind == OutputKind.Text).Select(s => s.Text));

    public static string Thinking(this IEnumerable<Seen> seen) => string.Concat(seen.Where(s => s.Kind == OutputKind.Thinking).Select(s => s.Text));

    public static Ending Ending(this IReadOnlyList<Seen> seen)
    {
        Assert.Equal(OutputKind.End, seen[^1].Kind);
        Assert.Single(seen, s => s.Kind == OutputKind.End);
        return seen[^1].Ending!;
    }

    public static ModelUsage Usage(this IEnumerable<Seen> seen) => Assert.Single(seen, s => s.Kind == OutputKind.Usage).Usage!;
}
