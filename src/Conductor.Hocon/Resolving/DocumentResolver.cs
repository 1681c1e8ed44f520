using Conductor.Hocon.Lexing;
using Conductor.Hocon.Parsing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Resolving;

/// <summary>Turns parsed files into a resolved value.</summary>
internal static class DocumentResolver
{
    /// <summary>The value of the root, or null if there are mistakes, which are reported.</summary>
    public static HoconValue? Resolve(
        Node root, IReadOnlyDictionary<IncludeNode, IReadOnlyList<ParsedFile>> includes, HoconOptions options, Diagnostics diagnostics)
    {
        var budget = new ResolveBudget(options.Limits, diagnostics);
        var builder = new TreeBuilder(includes, budget);
        var slot = new Slot("", root.Origin, null);
        if (root is ObjectNode members)
        {
            var tree = slot.OpenObject(root.Origin);
            if (options.Fallback is not null) builder.Add(tree, options.Fallback);
            builder.Add(tree, members, HoconPath.Root);
            if (options.Overrides is not null) builder.Add(tree, options.Overrides);
        }
        else if (options.Fallback is null && options.Overrides is null)
        {
            slot.Add(builder.Build(root, null, HoconPath.Root));
        }
        else
        {
            diagnostics.Report(root.Origin, "the root is an array where an object is expected");
            return null;
        }
        return Resolver.Resolve(slot, budget, diagnostics, options.Environment);
    }
}
