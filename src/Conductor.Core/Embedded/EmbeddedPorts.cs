using Conductor.Core.Journal;
using Conductor.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Embedded;

/// <summary>The five ports of a conductor that is alone: a journal in a directory, or in memory, and the rest in this process.</summary>
public sealed class EmbeddedPorts : IAsyncDisposable
{
    private static readonly TimeSpan RetentionEvery = TimeSpan.FromMinutes(10);

    private readonly ConversationJournal _journal;
    private readonly IMembership _membership;
    private readonly ITimer _retention;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    private EmbeddedPorts(ConversationJournal journal, IMembership membership, TimeProvider time, ILogger logger)
    {
        (_journal, _membership, _time, _logger) = (journal, membership, time, logger);
        All = new ConversationPorts(membership, journal, journal, new EmbeddedPermits(), new EmbeddedPeerLink(membership));
        _retention = time.CreateTimer(static ports => _ = ((EmbeddedPorts)ports!).RetainAsync(), this, TimeSpan.Zero, RetentionEvery);
    }

    /// <summary>The ports.</summary>
    public ConversationPorts All { get; }

    /// <summary>What the opening found.</summary>
    public JournalFindings Findings => _journal.Findings;

    /// <summary>Why conversations cannot be saved at the moment, in a sentence; null while they can.</summary>
    public string? Fault => _journal.Fault;

    /// <summary>Opens the journal and joins as the one member.</summary>
    /// <param name="plan">Where and how conversations are kept.</param>
    /// <param name="time">The time that retention obeys.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <exception cref="ConversationStoreException">The journal cannot be opened, or another process has it.</exception>
    public static async Task<EmbeddedPorts> OpenAsync(JournalPlan plan, TimeProvider time, ILoggerFactory loggers)
    {
        var membership = new EmbeddedMembership(time);
        await membership.JoinAsync(CancellationToken.None).ConfigureAwait(false);
        var logger = loggers.CreateLogger("Conductor.Journal");
        var journal = await ConversationJournal.OpenAsync(DiskOf(plan), plan, membership, logger).ConfigureAwait(false);
        return new EmbeddedPorts(journal, membership, time, logger);
    }

    /// <summary>Leaves, and closes the journal; what was accepted is durable then.</summary>
    public async ValueTask DisposeAsync()
    {
        await _retention.DisposeAsync().ConfigureAwait(false);
        await _membership.DisposeAsync().ConfigureAwait(false);
        await _journal.DisposeAsync().ConfigureAwait(false);
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

    // Never throws: what cannot be deleted now is looked at again.
    private async Task RetainAsync()
    {
        if (await _journal.ApplyRetentionAsync(_time.GetUtcNow()).ConfigureAwait(false) is var (count, setting))
            _logger.RetentionDeleted(_journal.Name, count, setting);
    }
}
