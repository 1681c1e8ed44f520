using Conductor.Core.Journal;
using Conductor.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Embedded;

/// <summary>The five ports of a conductor that is alone: a journal in a directory, or in memory, and the rest in this process.</summary>
public sealed class EmbeddedPorts : IAsyncDisposable
{
    // What lives in memory only is bounded by memory.
    private const long MostInMemory = 64 * 1024 * 1024;

    private static readonly TimeSpan AgeEvery = TimeSpan.FromMinutes(10);

    private readonly ConversationJournal _journal;
    private readonly IMembership _membership;
    private readonly ITimer? _retention;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    private EmbeddedPorts(ConversationJournal journal, IMembership membership, IPermits permits, JournalPlan plan, TimeProvider time, ILogger logger)
    {
        (_journal, _membership, _time, _logger) = (journal, membership, time, logger);
        All = new ConversationPorts(membership, journal, journal, permits, new EmbeddedPeerLink(membership));
        journal.Grown = () => _ = RetainAsync();
        // An idle conductor has no timer, unless age is what conversations go by.
        if (plan.RetainFor is not null)
            _retention = time.CreateTimer(static ports => _ = ((EmbeddedPorts)ports!).RetainAsync(), this, TimeSpan.Zero, AgeEvery);
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
    public static Task<EmbeddedPorts> OpenAsync(JournalPlan plan, TimeProvider time, ILoggerFactory loggers) =>
        OpenAsync(plan, new EmbeddedPermits(), time, loggers);

    /// <summary>As the other one, with the permits that are in use already.</summary>
    internal static Task<EmbeddedPorts> OpenAsync(JournalPlan plan, IPermits permits, TimeProvider time, ILoggerFactory loggers) =>
        OpenAsync(DiskOf, plan, permits, time, loggers);

    /// <summary>As the other ones, on a disk of the caller's choice.</summary>
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
        return new EmbeddedPorts(journal, membership, permits, plan, time, logger);
    }

    /// <summary>Leaves, and closes the journal; what was accepted is durable then.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_retention is not null)
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
