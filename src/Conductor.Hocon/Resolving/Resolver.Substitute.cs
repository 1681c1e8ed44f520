using System.Globalization;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Resolving;

// Substitutions: where their paths lead, the environment, and what is said when they lead nowhere.
internal sealed partial class Resolver
{
    /// <summary>The value of a substitution, or the one at the end of a further path below it.</summary>
    private Outcome Substitute(Substitution substitution, HoconPath rest)
    {
        if (substitution.IsBroken) return Outcome.Broken;
        _budget.EnterSubstitution(substitution.Origin);
        var outcome = substitution.IsList ? FromEnvironmentList(substitution) : Find(substitution, rest);
        _budget.LeaveSubstitution();
        return outcome.Kind switch
        {
            OutcomeKind.Found or OutcomeKind.Broken => outcome,
            OutcomeKind.Cycle when !substitution.IsOptional => outcome with { Trail = new Trail(substitution, outcome.Trail) },
            OutcomeKind.Blocked when rest.Count > 0 => outcome,
            _ when substitution.IsOptional || rest.Count > 0 => Outcome.Undefined,
            _ => ReportMissing(substitution),
        };
    }

    private Outcome Find(Substitution substitution, HoconPath rest)
    {
        var without = Outcome.Undefined;
        if (substitution.Scope.Count > 0)
        {
            var scoped = substitution.Scope.Concat(substitution.Path);
            var outcome = Meet(_root, scoped.Concat(rest), 0);
            if (outcome.Kind is OutcomeKind.Found or OutcomeKind.Broken) return outcome;
            // What the included file itself defines is meant, even if it has nothing at the rest of the path.
            if (rest.Count > 0 && Meet(_root, scoped, 0).Kind is not (OutcomeKind.Undefined or OutcomeKind.Blocked)) return outcome;
            without = outcome;
        }
        var absolute = Meet(_root, substitution.Path.Concat(rest), 0);
        if (absolute.Kind is OutcomeKind.Found or OutcomeKind.Broken) return absolute;
        if (!substitution.IsLocal && _environment(string.Join('.', substitution.Path)) is { } text)
            return rest.Count > 0 ? Outcome.Blocked : Outcome.Found(FromEnvironment(string.Join('.', substitution.Path), text));
        return without.Kind == OutcomeKind.Cycle ? without : absolute;
    }

    private Outcome FromEnvironmentList(Substitution substitution)
    {
        var elements = new List<HoconValue>();
        var name = string.Join('.', substitution.Path);
        while (_environment(ElementName(name, elements.Count)) is { } text)
        {
            _budget.CheckLength(text.Length, substitution.Origin);
            elements.Add(FromEnvironment(ElementName(name, elements.Count), text));
        }
        return elements.Count == 0 ? Outcome.Undefined : Made(new HoconArray(substitution.Origin, [.. elements]), substitution.Origin);
    }

    private static string ElementName(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}_{index}");

    private static HoconScalar FromEnvironment(string name, string text) =>
        HoconScalar.FromText(text, HoconOrigin.Described($"environment variable {name}"));

    private Outcome ReportMissing(Substitution substitution)
    {
        substitution.IsBroken = true;
        var path = substitution.Path.Shown;
        return Fail(substitution.Origin, substitution.IsList
            ? $"there is no environment variable {ElementName(path, 0)}; set it, or write ${{?{path}[]}} if there may be none"
            : $"'{path}' is neither a key nor an environment variable{Suggest(substitution.Path)}; define it, or write ${{?{path}}} if it may be absent");
    }

    private string Suggest(HoconPath path)
    {
        var known = _root.Layers is [ObjectLiteral root] ? root : null;
        for (var i = 0; i < path.Count && known is not null; i++)
        {
            if (!known.Slots.TryGetValue(path[i], out var slot))
                return NearestKey.Find(path[i], known.Slots.Keys) is { } nearest ? $" (did you mean '{nearest}'?)" : "";
            known = slot.Layers is [.., ObjectLiteral next] ? next : null;
        }
        return "";
    }

    private void ReportCycle(Trail trail)
    {
        const int shown = 8;
        var first = trail.Substitution;
        var steps = new List<string>();
        for (var step = trail; step is not null; step = step.Next)
        {
            step.Substitution.IsBroken = true;
            if (steps.Count < shown) steps.Add($"${{{step.Substitution.Path.Shown}}} at {step.Substitution.Origin}");
            else if (steps.Count == shown) steps.Add("...");
        }
        _diagnostics.Report(first.Origin, steps.Count == 1
            ? $"'{first.Path.Shown}' leads back to where it stands, and has no earlier value that could be meant"
            : $"these substitutions lead back to the first: {string.Join(", then ", steps)}");
    }
}
