using Conductor.Hocon.Parsing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Resolving;

/// <summary>Merges a parsed file, what it includes, and resolved objects below and above it into one tree of slots.</summary>
internal sealed class TreeBuilder(IReadOnlyDictionary<IncludeNode, IReadOnlyList<ParsedFile>> includes, ResolveBudget budget)
{
    /// <summary>Merges a file into the root, or into the object that an include statement stands in.</summary>
    /// <param name="target">The object.</param>
    /// <param name="members">The file's members.</param>
    /// <param name="scope">Path of the object that the file is included into.</param>
    public void Add(ObjectLiteral target, ObjectNode members, HoconPath scope)
    {
        budget.CheckStack(members.Origin);
        foreach (var member in members.Members)
        {
            budget.Spend(ResolveBudget.MemberCost * (member is FieldNode { Key.Count: var keys } ? keys : 1), member.Origin);
            if (member is FieldNode field) AddField(target, field, scope);
            else if (member is IncludeNode include) AddIncluded(target, include);
        }
    }

    /// <summary>Merges resolved values, as if they had been written in a file.</summary>
    public void Add(ObjectLiteral target, HoconObject values)
    {
        foreach (var field in values)
        {
            budget.Spend(ResolveBudget.MemberCost, field.KeyOrigin);
            var slot = OpenSlot(target, field.Key, field.KeyOrigin);
            if (field.Value is HoconObject inner) Add(slot.OpenObject(inner.Origin), inner);
            else slot.Add(new Constant(field.Value));
        }
    }

    /// <summary>The expression of a node.</summary>
    /// <param name="node">What is written.</param>
    /// <param name="slot">The key that it is the value of; null inside an array.</param>
    /// <param name="scope">Path of the object that the file is included into.</param>
    public Expression Build(Node node, Slot? slot, HoconPath scope)
    {
        budget.Spend(ResolveBudget.FieldCost, node.Origin);
        switch (node)
        {
            case ScalarNode scalar:
                return new Constant(new HoconScalar(scalar.Origin, scalar.Kind, scalar.Text));
            case BlankNode blank:
                return new Blank(blank.Origin, blank.Text);
            case ArrayNode array:
                return new ArrayLiteral(array.Origin, [.. array.Elements.Select(element => Build(element, null, scope))]);
            case ConcatenationNode concatenation:
                return new Concatenation(concatenation.Origin, [.. concatenation.Parts.Select(part => Build(part, slot, scope))]);
            case SubstitutionNode substitution:
                return new Substitution(substitution.Origin, scope, substitution.Path) { IsOptional = substitution.IsOptional, IsList = substitution.IsList };
            default:
                var literal = new ObjectLiteral(node.Origin, slot);
                Add(literal, (ObjectNode)node, scope);
                return literal;
        }
    }

    private void AddField(ObjectLiteral target, FieldNode field, HoconPath scope)
    {
        for (var i = 0; i < field.Key.Count - 1; i++) target = OpenSlot(target, field.Key[i], field.Origin).OpenObject(field.Origin);
        var slot = OpenSlot(target, field.Key[^1], field.Origin);
        if (field.IsAppend) slot.Add(BuildAppend(slot, field, scope));
        else if (field.Value is ObjectNode inner) Add(slot.OpenObject(inner.Origin), inner, scope);
        else slot.Add(Build(field.Value, slot, scope));
    }

    private Append BuildAppend(Slot slot, FieldNode field, HoconPath scope)
    {
        var previous = slot.Path is { } path ? new Substitution(field.Origin, HoconPath.Root, path) { IsOptional = true, IsLocal = true } : null;
        return new Append(field.Value.Origin, previous, Build(field.Value, null, scope));
    }

    private void AddIncluded(ObjectLiteral target, IncludeNode include)
    {
        foreach (var file in includes.GetValueOrDefault(include, []))
        {
            if (file.Root is ObjectNode members) Add(target, members, target.Path ?? HoconPath.Root);
        }
    }

    private static Slot OpenSlot(ObjectLiteral target, string key, HoconOrigin origin)
    {
        if (!target.Slots.TryGetValue(key, out var slot)) target.Slots.Add(key, slot = new Slot(key, origin, target));
        slot.KeyOrigin = origin;
        return slot;
    }
}
