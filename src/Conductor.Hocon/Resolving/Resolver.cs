using Conductor.Hocon.Lexing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Resolving;

/// <summary>Expands the substitutions of a tree: lazily, looking forward, and looking back only where a key refers to itself.</summary>
/// <remarks>
/// Work on a slot is a frame. A substitution that meets a slot with a frame has come full circle. If only substitutions and concatenations
/// lie between, the key refers to its own earlier value, and the layers below the frame are looked at. If an object or array literal lies
/// between, there is no earlier value to mean: parts of the slot can still be looked at, but the whole of it is a cycle.
/// </remarks>
internal sealed partial class Resolver
{
    private readonly Slot _root;
    private readonly ResolveBudget _budget;
    private readonly Diagnostics _diagnostics;
    private readonly Func<string, string?> _environment;
    private readonly List<Frame> _frames = [];

    // Index of the newest frame that is inside an object or array literal.
    private int _newestLiteral = -1;

    // The outermost frame that the current work met again: what depends on an unfinished frame must not be remembered.
    private int _outermostMet = int.MaxValue;

    private Resolver(Slot root, ResolveBudget budget, Diagnostics diagnostics, Func<string, string?> environment) =>
        (_root, _budget, _diagnostics, _environment) = (root, budget, diagnostics, environment);

    /// <summary>The value of the root. It means nothing if a mistake was reported.</summary>
    public static HoconValue Resolve(Slot root, ResolveBudget budget, Diagnostics diagnostics, Func<string, string?> environment)
    {
        var outcome = new Resolver(root, budget, diagnostics, environment).Resolve(root, root.Layers.Count);
        return outcome.Value ?? HoconObject.Empty;
    }

    /// <summary>Comes to a slot on the way along a path, of which the keys from an index on remain.</summary>
    private Outcome Meet(Slot slot, HoconPath path, int at)
    {
        var (frame, layers, isSelfReference) = (slot.Frame, slot.Layers.Count, false);
        if (frame >= 0)
        {
            isSelfReference = !_frames[frame].IsLiteral && _newestLiteral < frame;
            if (isSelfReference || at == path.Count) _outermostMet = Math.Min(_outermostMet, frame);
            if (isSelfReference) layers = _frames[frame].Layer;
            else if (at == path.Count) return Outcome.Cycle(frame);
        }
        var outcome = at == path.Count ? Resolve(slot, layers) : Look(slot, layers, path, at);
        return isSelfReference && outcome.Kind == OutcomeKind.Undefined ? Outcome.Cycle(frame) : outcome;
    }

    /// <summary>The merged value of the oldest layers of a slot.</summary>
    private Outcome Resolve(Slot slot, int layers)
    {
        if (slot.Known(layers) is { } known) return known;
        var (own, outer) = (_frames.Count, _outermostMet);
        _outermostMet = int.MaxValue;
        ResolveLooksBack(slot, layers);
        var outcome = ResolveLayers(slot, layers);
        if (_outermostMet >= own)
        {
            _outermostMet = int.MaxValue;
            if (outcome.Kind != OutcomeKind.Cycle) slot.Know(layers, outcome);
        }
        _outermostMet = Math.Min(_outermostMet, outer);
        return outcome;
    }

    // A long run of "a += x" or "a = ${a} x" is resolved from its start: each looking back at the one before would use up the stack.
    private void ResolveLooksBack(Slot slot, int layers)
    {
        var first = layers - 1;
        while (first > 0 && slot.Known(first) is null && slot.LooksBack(first)) first--;
        for (var below = first + 1; below < layers; below++)
        {
            if (slot.Known(below) is null) Resolve(slot, below);
        }
    }

    private Outcome ResolveLayers(Slot slot, int layers)
    {
        var merge = new LayerMerge(_budget);
        for (var i = layers - 1; i >= 0; i--)
        {
            var layer = slot.Layers[i];
            Push(slot, i, layer.IsLiteral);
            var outcome = CloseCycle(Evaluate(layer));
            Pop();
            if (!merge.Add(outcome, layer.Origin)) break;
        }
        return merge.Outcome;
    }

    /// <summary>The value at the end of a path through the oldest layers of a slot. It evaluates no more than lies on the way.</summary>
    private Outcome Look(Slot slot, int layers, HoconPath path, int at)
    {
        var merge = new LayerMerge(_budget);
        for (var i = layers - 1; i >= 0; i--)
        {
            var layer = slot.Layers[i];
            Outcome outcome;
            if (layer.IsLiteral) outcome = LookInto(layer, path, at);
            else
            {
                Push(slot, i, isLiteral: false);
                outcome = CloseCycle(LookInto(layer, path, at));
                Pop();
            }
            if (!merge.Add(outcome, layer.Origin)) break;
        }
        return merge.Outcome;
    }

    private Outcome LookInto(Expression expression, HoconPath path, int at)
    {
        switch (expression)
        {
            case ObjectLiteral literal:
                return literal.Slots.TryGetValue(path[at], out var slot) ? Meet(slot, path, at + 1) : Outcome.Undefined;
            case Substitution substitution:
                return Substitute(substitution, path.From(at));
            case Concatenation concatenation:
                var merge = new LayerMerge(_budget);
                foreach (var part in concatenation.Parts.Reverse())
                {
                    if (part is not Blank && !merge.Add(LookInto(part, path, at), part.Origin)) break;
                }
                return merge.Outcome;
            default:
                return Outcome.Blocked;
        }
    }

    /// <summary>A cycle that leads back to the newest frame cannot be broken further out: it is a mistake.</summary>
    private Outcome CloseCycle(Outcome outcome)
    {
        if (outcome.Kind != OutcomeKind.Cycle || outcome.Frame != _frames.Count - 1) return outcome;
        ReportCycle(outcome.Trail!);
        return Outcome.Broken;
    }

    private void Push(Slot? slot, int layer, bool isLiteral)
    {
        _frames.Add(new Frame(slot, layer, isLiteral, slot?.Frame ?? -1, _newestLiteral));
        if (slot is not null) slot.Frame = _frames.Count - 1;
        if (isLiteral) _newestLiteral = _frames.Count - 1;
    }

    private void Pop()
    {
        var frame = _frames[^1];
        _frames.RemoveAt(_frames.Count - 1);
        if (frame.Slot is not null) frame.Slot.Frame = frame.OuterFrame;
        _newestLiteral = frame.OuterLiteral;
    }

    /// <summary>Work on one layer of a slot, or on a literal that is no layer of any.</summary>
    private readonly record struct Frame(Slot? Slot, int Layer, bool IsLiteral, int OuterFrame, int OuterLiteral);
}
