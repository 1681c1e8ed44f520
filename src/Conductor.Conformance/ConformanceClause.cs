namespace Conductor.Conformance;

/// <summary>Which port a clause is about.</summary>
public enum ConformingPort
{
    /// <summary><see cref="Core.Ports.IMembership"/>.</summary>
    Membership,

    /// <summary><see cref="Core.Ports.IConversationDirectory"/>. Its clauses use the log too.</summary>
    Directory,

    /// <summary><see cref="Core.Ports.IConversationLog"/>. Its clauses use the directory too.</summary>
    Log,

    /// <summary><see cref="Core.Ports.IPermits"/>.</summary>
    Permits,

    /// <summary><see cref="Core.Ports.IPeerLink"/>. Its clauses use the membership too.</summary>
    PeerLink,
}

/// <summary>One thing that every implementation of a port does. Immutable; any number may be checked at a time.</summary>
public sealed class ConformanceClause
{
    private readonly Func<ClauseContext, Task> _check;

    internal ConformanceClause(ConformingPort port, Func<ClauseContext, Task> check, bool isAboutRestart = false) =>
        (Port, Name, IsAboutRestart, _check) = (port, check.Method.Name.Replace('_', ' '), isAboutRestart, check);

    /// <summary>The port.</summary>
    public ConformingPort Port { get; }

    /// <summary>What it does, as a sentence. Names do not change without need: they are what lists of exceptions would hold.</summary>
    public string Name { get; }

    /// <summary>It is about what is there after the death of a process: it does not apply to what keeps nothing beyond one.</summary>
    public bool IsAboutRestart { get; }

    /// <summary>Checks one implementation.</summary>
    /// <param name="open">Opens it, empty. Called once.</param>
    /// <param name="patience">How long it may take; it only ends what has failed, or is far too slow. 30 s is right where nothing else is known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where the clause does not apply: it is about a restart, and the implementation keeps nothing beyond its process.</returns>
    /// <exception cref="ConformanceException">The implementation does something else, or has not done it in time.</exception>
    public async Task<bool> CheckAsync(Func<Task<PortsUnderTest>> open, TimeSpan patience, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(open);
        var under = await open().ConfigureAwait(false);
        await using (under.ConfigureAwait(false))
        {
            try
            {
                await _check(new ClauseContext(under, cancellationToken)).WaitAsync(patience, TimeProvider.System, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (ClauseDoesNotApplyException)
            {
                return false;
            }
            catch (TimeoutException cause)
            {
                throw new ConformanceException($"{Name}: it has not come to an end within {patience}.", cause);
            }
            catch (Exception cause) when (cause is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                throw new ConformanceException($"{Name}: {cause.Message}", cause);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Port}: {Name}";
}
