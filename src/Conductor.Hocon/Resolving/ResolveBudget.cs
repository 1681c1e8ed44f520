using System.Runtime.CompilerServices;
using Conductor.Hocon.Lexing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Resolving;

/// <summary>Counts the work of one document against its limits. A limit that is reached ends the work with <see cref="HoconException"/>.</summary>
internal sealed class ResolveBudget(HoconLimits limits, Diagnostics diagnostics)
{
    /// <summary>Steps for a field that is written: it takes a few hundred bytes until the document is resolved.</summary>
    public const int MemberCost = 32;

    /// <summary>Steps for a field or value that is made or copied.</summary>
    public const int FieldCost = 4;

    private long _steps = 100_000L + limits.MaxResolvedSize;
    private int _substitutions;
    private int _depth;

    /// <summary>Pays for work: a step is an element, or 16 characters, that is made or copied.</summary>
    public void Spend(long steps, HoconOrigin origin)
    {
        _steps -= steps;
        if (_steps < 0) Stop(origin, $"includes, merging and substitutions take more work here than a result of {nameof(HoconLimits.MaxResolvedSize)} = {limits.MaxResolvedSize} characters is worth");
    }

    /// <summary>Refuses a value that is too large or too deep.</summary>
    public void Check(HoconValue value, HoconOrigin origin)
    {
        if (value.Size > limits.MaxResolvedSize)
            Stop(origin, $"with its substitutions this grows beyond {nameof(HoconLimits.MaxResolvedSize)} = {limits.MaxResolvedSize} characters");
        if (value.Height > limits.MaxDepth)
            Stop(origin, $"with its substitutions this nests deeper than {nameof(HoconLimits.MaxDepth)} = {limits.MaxDepth} levels");
    }

    /// <summary>Refuses text before it is made.</summary>
    public void CheckLength(long length, HoconOrigin origin)
    {
        if (length > limits.MaxResolvedSize)
            Stop(origin, $"with its substitutions this grows beyond {nameof(HoconLimits.MaxResolvedSize)} = {limits.MaxResolvedSize} characters");
        Spend(1 + length / 16, origin);
    }

    public void EnterSubstitution(HoconOrigin origin)
    {
        if (++_substitutions > limits.MaxSubstitutions)
            Stop(origin, $"more than {nameof(HoconLimits.MaxSubstitutions)} = {limits.MaxSubstitutions} substitutions to expand");
        if (++_depth > limits.MaxSubstitutionDepth)
            Stop(origin, $"more than {nameof(HoconLimits.MaxSubstitutionDepth)} = {limits.MaxSubstitutionDepth} substitutions lead from one to the next");
        CheckStack(origin);
    }

    public void LeaveSubstitution() => _depth--;

    /// <summary>Refuses to go deeper when the thread's stack is nearly used up, which no input may do.</summary>
    public void CheckStack(HoconOrigin origin)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            Stop(origin, "objects, arrays and substitutions lead into one another deeper than the stack of this thread allows");
    }

    private void Stop(HoconOrigin origin, string message)
    {
        diagnostics.Abort(origin, message);
        diagnostics.ThrowIfAny();
    }
}
