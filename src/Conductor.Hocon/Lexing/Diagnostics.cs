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
        if (Closed) return;
        _errors.Add(new HoconError(origin, message));
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
