using System.Text;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Resolving;

// Whole values: objects, arrays, concatenations and "+=".
internal sealed partial class Resolver
{
    private Outcome Evaluate(Expression expression) => expression switch
    {
        Constant constant => Outcome.Found(constant.Value),
        Substitution substitution => Substitute(substitution, HoconPath.Root),
        Concatenation concatenation => Concatenate(concatenation),
        ObjectLiteral literal => EvaluateObject(literal),
        ArrayLiteral literal => EvaluateArray(literal),
        _ => EvaluateAppend((Append)expression),
    };

    /// <summary>The value of a part or element, which is no layer of a slot by itself.</summary>
    private Outcome EvaluateNested(Expression expression, bool isInLiteral = false)
    {
        if (!isInLiteral && expression is not (ObjectLiteral or ArrayLiteral)) return Evaluate(expression);
        Push(null, 0, isLiteral: true);
        var outcome = Evaluate(expression);
        Pop();
        return outcome;
    }

    private Outcome EvaluateObject(ObjectLiteral literal)
    {
        _budget.CheckStack(literal.Origin);
        var fields = new OrderedDictionary<string, HoconField>(literal.Slots.Count, StringComparer.Ordinal);
        var isBroken = false;
        foreach (var (key, slot) in literal.Slots)
        {
            var outcome = Meet(slot, HoconPath.Root, 0);
            if (outcome.Kind == OutcomeKind.Cycle) return outcome;
            if (outcome.Value is { } value) fields.Add(key, new HoconField(key, slot.KeyOrigin, value));
            isBroken |= outcome.Kind == OutcomeKind.Broken;
        }
        return isBroken ? Outcome.Broken : Made(new HoconObject(literal.Origin, fields), literal.Origin);
    }

    private Outcome EvaluateArray(ArrayLiteral literal)
    {
        _budget.CheckStack(literal.Origin);
        var elements = new List<HoconValue>(literal.Elements.Count);
        var isBroken = false;
        foreach (var element in literal.Elements)
        {
            var outcome = Evaluate(element);
            if (outcome.Kind == OutcomeKind.Cycle) return outcome;
            if (outcome.Value is { } value) elements.Add(value);
            isBroken |= outcome.Kind == OutcomeKind.Broken;
        }
        return isBroken ? Outcome.Broken : Made(new HoconArray(literal.Origin, [.. elements]), literal.Origin);
    }

    private Outcome EvaluateAppend(Append append)
    {
        var frame = _frames[^1];
        var previous = append.Previous is null ? Resolve(frame.Slot!, frame.Layer) : Substitute(append.Previous, HoconPath.Root);
        if (previous.Kind is OutcomeKind.Cycle or OutcomeKind.Broken) return previous;
        var array = previous.Value is null ? new HoconArray(append.Origin, []) : previous.Value as HoconArray ?? (previous.Value as HoconObject)?.AsArray();
        if (array is null) return Fail(append.Origin, $"'+=' adds an element to an array, but the key has {previous.Value!.Describe()} (at {previous.Value.Origin})");

        var element = EvaluateNested(append.Element, isInLiteral: true);
        if (element.Kind is OutcomeKind.Cycle or OutcomeKind.Broken) return element;
        return element.Value is null ? Outcome.Found(array) : Made(array.Append(new HoconArray(append.Origin, [element.Value])), append.Origin);
    }

    private Outcome Concatenate(Concatenation concatenation)
    {
        var values = new List<HoconValue>();
        var text = new List<string>();
        var isBroken = false;
        foreach (var part in concatenation.Parts)
        {
            if (part is Blank blank)
            {
                text.Add(blank.Text);
                continue;
            }
            var outcome = EvaluateNested(part);
            if (outcome.Kind == OutcomeKind.Cycle) return outcome;
            isBroken |= outcome.Kind == OutcomeKind.Broken;
            if (outcome.Value is not { } value) continue;
            values.Add(value);
            if (value is HoconScalar scalar) text.Add(scalar.Text);
        }
        if (isBroken) return Outcome.Broken;
        if (values.Count == 0) return Outcome.Undefined;
        return values.TrueForAll(value => value is HoconScalar) ? JoinText(text, concatenation.Origin) : JoinContainers(values, concatenation.Origin);
    }

    private Outcome JoinText(List<string> parts, HoconOrigin origin)
    {
        _budget.CheckLength(parts.Sum(part => (long)part.Length), origin);
        return Outcome.Found(new HoconScalar(origin, HoconValueKind.String, new StringBuilder().AppendJoin("", parts).ToString()));
    }

    private Outcome JoinContainers(List<HoconValue> values, HoconOrigin origin)
    {
        var isArray = values.Exists(value => value is HoconArray);
        var joined = new List<HoconArray>();
        var merge = new LayerMerge(_budget);
        foreach (var value in values.AsEnumerable().Reverse())
        {
            var array = value as HoconArray ?? (isArray ? (value as HoconObject)?.AsArray() : null);
            if (array is not null) joined.Add(array);
            else if (!isArray && value is HoconObject) merge.Add(Outcome.Found(value), origin);
            else return Fail(origin, $"{value.Describe()} (at {value.Origin}) cannot be joined with {(isArray ? "an array" : "an object")}");
        }
        if (!isArray) return merge.Outcome;
        joined.Reverse();
        return Made(new HoconArray(origin, [.. joined.SelectMany(array => array)]), origin);
    }

    private Outcome Made(HoconValue value, HoconOrigin origin)
    {
        _budget.Spend(value is HoconObject fields ? ResolveBudget.FieldCost * (fields.Count + 1) : 1 + ((HoconArray)value).Count, origin);
        _budget.Check(value, origin);
        return Outcome.Found(value);
    }

    private Outcome Fail(HoconOrigin origin, string message)
    {
        _diagnostics.Report(origin, message);
        return Outcome.Broken;
    }
}
