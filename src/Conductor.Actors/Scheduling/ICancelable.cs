namespace Conductor.Actor;

/// <summary>Something that may be called off.</summary>
public interface ICancelable
{
    /// <summary>Whether it has been called off.</summary>
    bool IsCancellationRequested { get; }

    /// <summary>The same as a token.</summary>
    CancellationToken Token { get; }

    /// <summary>Calls it off.</summary>
    void Cancel();

    /// <summary>Calls it off, and throws what callbacks throw: the first at once, or all together.</summary>
    void Cancel(bool throwOnFirstException);

    /// <summary>Calls it off after <paramref name="delay"/>.</summary>
    void CancelAfter(TimeSpan delay);

    /// <summary>Calls it off after so many milliseconds.</summary>
    void CancelAfter(int millisecondsDelay);
}

/// <summary>Short forms of calling off.</summary>
public static class CancelableExtensions
{
    /// <summary>Calls it off, if there is anything.</summary>
    public static void CancelIfNotNull(this ICancelable? cancelable) => cancelable?.Cancel();
}
