using Microsoft.Extensions.Logging;

namespace Conductor.Actor;

/// <summary>What runs when the last actor of a system has ended. Safe for concurrent use.</summary>
internal sealed class TerminationCallbacks(string system, ILogger logger)
{
    // Protects the stack, which anybody may add to until it runs.
    private readonly Lock _gate = new();
    private Stack<Action>? _callbacks = new();

    /// <summary>Adds one. Throws <see cref="InvalidOperationException"/> once they have run.</summary>
    internal void Add(Action callback)
    {
        lock (_gate)
        {
            if (_callbacks is null) throw new InvalidOperationException($"The actor system '{system}' has ended.");
            _callbacks.Push(callback);
        }
    }

    /// <summary>Runs them all, the last added first. One that throws is logged.</summary>
    internal void Run()
    {
        Stack<Action>? callbacks;
        lock (_gate) (callbacks, _callbacks) = (_callbacks, null);
        foreach (var callback in callbacks ?? [])
        {
            try
            {
                callback();
            }
            catch (Exception failure)
            {
                KernelLog.TerminationCallbackFailed(logger, failure);
            }
        }
    }
}
