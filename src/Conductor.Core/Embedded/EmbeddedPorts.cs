using Conductor.Core.Journal;
using Conductor.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Embedded;

/// <summary>
/// The five ports of a conductor that is alone: a journal in a directory, or in memory, or a store that the application has brought, and the rest in this
/// process.
/// </summary>
public sealed class EmbeddedPorts : IAsyncDisposable
{
    // What lives in memory only is bounded by memory.
    private const long MostInMemory = 64 * 1024 * 1024;

    private readonly IAsyncDisposable _store;

    private EmbeddedPorts(IMembership membership, IConversationDirectory directory, IConversationLog log, IPermits permits, IAsyncDisposable store)
    {
        _store = store;
        All = new ConversationPorts(membership, directory, log, permits, new EmbeddedPeerLink(membership));
    }

    /// <summary>The ports.</summary>
    public ConversationPorts All { get; }

    /// <summary>What the opening of the journal found; nothing where there is none.</summary>
    public JournalFindings Findings { get; private init; } = new();

    /// <summary>Opens the journal and joins as the one member.</summary>
    /// <param name="plan">Where and how conversations are kept.</param>
    /// <param name="time">The time that retention obeys.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <exception cref="ConversationStoreException">The journal cannot be opened, or another process has it.</exception>
    public static Task<EmbeddedPorts> OpenAsync(JournalPlan plan, TimeProvider time, ILoggerFactory loggers) =>
        OpenAsync(plan, new EmbeddedPermits(), time, loggers);

    /// <summary>Opens a store in the place of the journal, and joins as the one member.</summary>
    /// <param name="store">The store; disposed of with the ports.</param>
    /// <param name="loggers">Where it is logged that the store fails.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConversationStoreException">The store cannot be opened.</exception>
    public static Task<EmbeddedPorts> OpenAsync(IConversationStore store, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        OpenAsync(store, new EmbeddedPermits(), loggers, cancellationToken);

    /// <summary>As the first one, with the permits that are in use already.</summary>
    internal static Task<EmbeddedPorts> OpenAsync(JournalPlan plan, IPermits permits, TimeProvider time, ILoggerFactory loggers) =>
        OpenAsync(DiskOf, plan, permits, time, loggers);

    /// <summary>As the first one, on a disk of the caller's choice.</summary>
    internal static async Task<EmbeddedPorts> OpenAsync(
        Func<JournalPlan, IJournalDisk> diskOf, JournalPlan plan, IPermits permits, TimeProvider time, ILoggerFactory loggers)
    {
        if (plan.Directory is null)
            plan = plan with { RetainBytes = Math.Min(plan.RetainBytes ?? MostInMemory, MostInMemory), SegmentSize = Math.Min(plan.SegmentSize, MostInMemory / 16) };
        var membership = new EmbeddedMembership();
        var logger = loggers.CreateLogger("Conductor.Journal");
        var journal = await ConversationJournal.OpenAsync(diskOf(plan), plan, membership, logger).ConfigureAwait(false);
        // Runs of one data directory exclude each other and count themselves in it. A clock would not do: it can be set back.
        membership.Run = journal.Run;
        await membership.JoinAsync(CancellationToken.None).ConfigureAwait(false);
        return new EmbeddedPorts(membership, journal, journal, permits, new RetainedJournal(journal, plan, time, logger)) { Findings = journal.Findings };
    }

    /// <summary>As the one with a store, with the permits that are in use already.</summary>
    internal static async Task<EmbeddedPorts> OpenAsync(IConversationStore store, IPermits permits, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var membership = new EmbeddedMembership();
        var guarded = new GuardedStore(store, loggers.CreateLogger("Conductor.Journal"));
        try
        {
            membership.Run = (await guarded.OpenAsync(membership.Self.Name, cancellationToken).ConfigureAwait(false)).Incarnation;
            await membership.JoinAsync(CancellationToken.None).ConfigureAwait(false);
            return new EmbeddedPorts(membership, guarded, guarded, permits, guarded);
        }
        catch
        {
            await guarded.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Leaves, and closes the store; what was accepted is durable then.</summary>
    public async ValueTask DisposeAsync()
    {
        await All.Membership.DisposeAsync().ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    private static IJournalDisk DiskOf(JournalPlan plan)
    {
        try
        {
            return plan.Directory is null ? new MemoryDisk() : new DiskDirectory(plan.Directory);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ConversationStoreException(JournalWords.CannotOpen(plan.Directory!, cause), cause);
        }
    }
}
