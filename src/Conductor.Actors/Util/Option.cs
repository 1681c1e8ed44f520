#pragma warning disable CA1000 // Option<T>.None is the name that Akka.NET users know
namespace Conductor.Util;

/// <summary>A value or the absence of one, told apart by type and not by null. Two are equal when both have equal values, or neither has one.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly record struct Option<T>
{
    private readonly T _value;

    /// <summary>One with a value; null counts as a value.</summary>
    public Option(T value) => (_value, HasValue) = (value, true);

    /// <summary>The absence of a value.</summary>
    public static Option<T> None => default;

    /// <summary>Whether there is a value.</summary>
    public bool HasValue { get; }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => !HasValue;

    /// <summary>The value; the default of its type when there is none.</summary>
    public T Value => _value;

    /// <summary>Takes a value as one that is there.</summary>
    public static implicit operator Option<T>(T value) => new(value);

    /// <summary>The value, or <paramref name="fallbackValue"/> when there is none.</summary>
    public T GetOrElse(T fallbackValue) => HasValue ? _value : fallbackValue;

    /// <summary>What <paramref name="selector"/> makes of the value, if there is one.</summary>
    public Option<TNew> Select<TNew>(Func<T, TNew> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return HasValue ? new Option<TNew>(selector(_value)) : default;
    }

    /// <summary>The same with a function that may find none.</summary>
    public Option<TNew> FlatSelect<TNew>(Func<T, Option<TNew>> mapper)
    {
        ArgumentNullException.ThrowIfNull(mapper);
        return HasValue ? mapper(_value) : default;
    }

    /// <summary>Calls <paramref name="action"/> with the value, if there is one.</summary>
    public void OnSuccess(Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (HasValue) action(_value);
    }

    /// <summary><c>Some&lt;value&gt;</c> or <c>None</c>.</summary>
    public override string ToString() => HasValue ? $"Some<{_value}>" : "None";
}
