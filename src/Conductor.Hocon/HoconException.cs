namespace Conductor.Hocon;

/// <summary>A configuration that cannot be used, with every mistake that was found in it.</summary>
/// <remarks>The only exception that text, files and values can cause, whatever is in them.</remarks>
public sealed class HoconException : Exception
{
    /// <summary>A configuration that cannot be used.</summary>
    /// <param name="errors">The mistakes, at least one, in any order.</param>
    public HoconException(IReadOnlyCollection<HoconError> errors)
        : this(HoconError.InReadingOrder(errors))
    {
    }

    private HoconException(HoconError[] errors)
        : base(string.Join("\n", errors.Select(error => error.Explain()))) => Errors = errors;

    internal HoconException(HoconOrigin origin, string message)
        : this([new HoconError(origin, message)])
    {
    }

    /// <summary>The mistakes, at least one, file by file from top to bottom; at most <see cref="HoconLimits.MaxErrors"/>.</summary>
    public IReadOnlyList<HoconError> Errors { get; }
}
