namespace Conductor.Actor;

/// <summary>Says what to do about which exception.</summary>
public interface IDecider
{
    /// <summary>The verdict. Throwing fails the supervisor.</summary>
    Directive Decide(Exception cause);
}

/// <summary>Makes deciders.</summary>
public static class Decider
{
    /// <summary>A decider that calls <paramref name="localOnlyDecider"/>.</summary>
    public static LocalOnlyDecider From(Func<Exception, Directive> localOnlyDecider)
    {
        ArgumentNullException.ThrowIfNull(localOnlyDecider);
        return new LocalOnlyDecider(localOnlyDecider);
    }

    /// <summary>A decider that looks for the exception's type, then for the nearest of its base types, and else takes the default.</summary>
    public static DeployableDecider From(Directive defaultDirective, params KeyValuePair<Type, Directive>[] pairs) =>
        new(defaultDirective, pairs);

    /// <summary>A decider that looks for the exception's type, then for the nearest of its base types, and else takes the default.</summary>
    public static DeployableDecider From(Directive defaultDirective, IEnumerable<KeyValuePair<Type, Directive>> pairs) =>
        new(defaultDirective, pairs);
}

/// <summary>Entries for a decider's table.</summary>
public static class DirectiveExtensions
{
    /// <summary>This directive for exceptions of type <typeparamref name="TException"/>.</summary>
    public static KeyValuePair<Type, Directive> When<TException>(this Directive self)
        where TException : Exception => new(typeof(TException), self);
}

/// <summary>A decider that is a function.</summary>
public sealed class LocalOnlyDecider(Func<Exception, Directive> decider) : IDecider
{
    /// <inheritdoc/>
    public Directive Decide(Exception cause) => decider(cause);
}

/// <summary>A decider that is a table.</summary>
/// <param name="defaultDirective">The verdict for exceptions that are not in the table.</param>
/// <param name="pairs">The table; a type that stands in it twice throws <see cref="ArgumentException"/>.</param>
public sealed class DeployableDecider(Directive defaultDirective, IEnumerable<KeyValuePair<Type, Directive>> pairs) : IDecider
{
    private readonly Dictionary<Type, Directive> _directives = new(pairs);

    /// <summary>A decider that is a table.</summary>
    public DeployableDecider(Directive defaultDirective, params KeyValuePair<Type, Directive>[] pairs)
        : this(defaultDirective, (IEnumerable<KeyValuePair<Type, Directive>>)pairs)
    {
    }

    /// <summary>The verdict for exceptions that are not in the table.</summary>
    public Directive DefaultDirective { get; } = defaultDirective;

    /// <inheritdoc/>
    public Directive Decide(Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        for (var type = cause.GetType(); type is not null; type = type.BaseType)
            if (_directives.TryGetValue(type, out var directive)) return directive;
        return DefaultDirective;
    }
}

/// <summary>How often a child has been restarted.</summary>
internal struct RestartCount
{
    private int _count;
    private long _windowStart;

    internal bool RequestPermission(int max, TimeSpan? window, TimeProvider time)
    {
        if (max == 0) return false;
        if (window is null) return max < 0 || ++_count <= max;
        var now = time.GetTimestamp();
        if (_count > 0 && time.GetElapsedTime(_windowStart, now) <= window) return ++_count <= (max < 0 ? 1 : max);
        (_windowStart, _count) = (now, 1);
        return true;
    }
}
