using Conductor.Hocon.Values;

namespace Conductor.Hocon.Resolving;

/// <summary>Merges what the layers of a key came to, the newest first, until one hides those below it.</summary>
internal sealed class LayerMerge(ResolveBudget budget)
{
    private HoconValue? _value;
    private Outcome _without = Outcome.Undefined;

    /// <summary>The merged value; without one, why there is none.</summary>
    public Outcome Outcome => _value is null ? _without : Outcome.Found(_value);

    /// <summary>Adds the next lower layer. False if no further one counts.</summary>
    public bool Add(Outcome outcome, HoconOrigin origin)
    {
        switch (outcome.Kind)
        {
            case OutcomeKind.Found:
                return AddValue(outcome.Value!, origin);
            case OutcomeKind.Broken:
                (_value, _without) = (null, outcome);
                return false;
            case OutcomeKind.Cycle:
                // A link of the cycle that is further out may still be broken, or a lower layer have a value.
                if (_without.Kind != OutcomeKind.Cycle) _without = outcome;
                return true;
            case OutcomeKind.Blocked:
                if (_without.Kind == OutcomeKind.Undefined) _without = outcome;
                return false;
            default:
                return true;
        }
    }

    private bool AddValue(HoconValue value, HoconOrigin origin)
    {
        if (_value is null) _value = value;
        else if (_value is HoconObject upper && value is HoconObject lower)
        {
            _value = upper.WithFallback(lower, count => budget.Spend(ResolveBudget.FieldCost * (count + 1), origin));
            budget.Check(_value, origin);
        }
        return value is HoconObject;
    }
}
