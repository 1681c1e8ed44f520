using Conductor.Hocon;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration;

/// <summary>Finds the keys of a file that nothing reads: a misspelt key would otherwise be a setting that silently does nothing.</summary>
internal static class UnknownKeys
{
    /// <summary>Adds a mistake for each key under <c>conductor</c> that is neither known nor on the way to one that is.</summary>
    /// <param name="tree">What the operator wrote.</param>
    /// <param name="known">The full paths of what is read; one that ends at an object takes all below it.</param>
    /// <param name="errors">Where the mistakes go.</param>
    public static void Find(HoconObject tree, IReadOnlyList<HoconPath> known, ICollection<HoconError> errors) => Below(tree, HoconPath.Root, known, errors);

    /// <summary>The same for an object somewhere in the tree.</summary>
    /// <param name="tree">The object.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="known">The full paths of what is read.</param>
    /// <param name="errors">Where the mistakes go.</param>
    public static void Below(HoconObject tree, HoconPath path, IReadOnlyList<HoconPath> known, ICollection<HoconError> errors) =>
        Walk(tree, path, [.. known.Select(one => one.ToString())], errors);

    private static void Walk(HoconObject tree, HoconPath path, string[] known, ICollection<HoconError> errors)
    {
        foreach (var field in tree)
        {
            var here = path.Child(field.Key);
            var text = here.ToString();
            if (known.Contains(text))
                continue;
            if (field.Value is HoconObject inner && known.Any(one => one.StartsWith(text + ".", StringComparison.Ordinal)))
                Walk(inner, here, known, errors);
            // Other programs' keys may share the file; ours all begin with our name, which is soon forgotten or closed too early.
            else if (here.Count == 1 && known.Any(one => one.StartsWith($"conductor.{text}.", StringComparison.Ordinal) || one == $"conductor.{text}"))
                errors.Add(new HoconError(field.KeyOrigin, $"'{text}' stands outside of 'conductor', where nothing reads it; write conductor {{ {text} ... }}, or 'conductor.{text}'"));
            else if (here.Count > 1 || NearestKey.Find(field.Key, ["conductor"]) is not null)
                errors.Add(new HoconError(field.KeyOrigin, Sentence(text, Nearest(here, text, known))));
        }
    }

    // The whole path first: a key may stand in the wrong section. Then the key alone among its neighbours, however long the path is.
    private static string? Nearest(HoconPath path, string text, string[] known)
    {
        var parent = string.Join('.', path.SkipLast(1).Select(key => HoconPath.Of(key).ToString()));
        var neighbours = known.Where(one => one.StartsWith(parent + ".", StringComparison.Ordinal)).Select(one => one[(parent.Length + 1)..].Split('.')[0]).Distinct();
        return NearestKey.Find(path[^1], neighbours) is { } neighbour ? $"{parent}.{neighbour}" : NearestKey.Find(text, known);
    }

    private static string Sentence(string path, string? nearest) =>
        nearest is null ? $"there is no key '{path}'" : $"there is no key '{path}'; did you mean '{nearest}'?";
}
