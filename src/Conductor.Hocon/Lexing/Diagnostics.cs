namespace Conductor.Hocon.Lexing;

/// <summary>Collects the mistakes of one document, up to a bound.</summary>
internal sealed class Diagnostics(int maxErrors)
{
    private readonly List<HoconError> _errors = [];

    public IReadOnlyList<HoconError> Errors => _errors;

    public bool Any => _errors.Count > 0;

    /// <summary>No more mistakes are taken: the bound is reached, or going on would only report consequences.</summary>
    public bool Closed { get; private set; }

    public void Report(HoconOrigin origin, string message)
    {
        var error = new HoconError(origin, message);
        // What depends on an unfinished circle is looked at more than once.
        if (Closed || _errors.Contains(error)) return;
        _errors.Add(error);
        Closed = _errors.Count >= maxErrors;
    }

    /// <summary>Reports the last mistake: a limit that ends the work.</summary>
    public void Abort(HoconOrigin origin, string message)
    {
        Report(origin, message);
        Closed = true;
    }

    public void ThrowIfAny()
    {
        if (Any) throw new HoconException(_errors);
    }
}
