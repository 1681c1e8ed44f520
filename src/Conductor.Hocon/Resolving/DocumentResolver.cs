using Conductor.Hocon.Including;
using Conductor.Hocon.Lexing;
using Conductor.Hocon.Parsing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Resolving;

/// <summary>Turns parsed files into a document.</summary>
internal static class DocumentResolver
{
    /// <summary>The document of a root and what was included into it.</summary>
    /// <exception cref="HoconException">There are mistakes, here or reported before.</exception>
    public static HoconDocument Resolve(Node root, FileLoader loader, HoconOptions options, Diagnostics diagnostics)
    {
        // Half a tree would only cause further mistakes that are none.
        diagnostics.ThrowIfAny();
        var budget = new ResolveBudget(options.Limits, diagnostics);
        var slot = Build(root, new TreeBuilder(loader.Includes, budget), options, diagnostics);
        diagnostics.ThrowIfAny();
        var value = Resolver.Resolve(slot, budget, diagnostics, options.Environment);
        diagnostics.ThrowIfAny();
        return new HoconDocument(value, [.. loader.Paths]);
    }

    private static Slot Build(Node root, TreeBuilder builder, HoconOptions options, Diagnostics diagnostics)
    {
        var slot = new Slot("", root.Origin, null);
        if (root is ObjectNode members)
        {
            var tree = slot.OpenObject(root.Origin);
            if (options.Fallback is not null) builder.Add(tree, options.Fallback);
            builder.Add(tree, members, HoconPath.Root);
            if (options.Overrides is not null) builder.Add(tree, options.Overrides);
        }
        else if (options.Fallback is null && options.Overrides is null) slot.Add(builder.Build(root, null, HoconPath.Root));
        else diagnostics.Report(root.Origin, "the root is an array where an object is expected");
        return slot;
    }
}
