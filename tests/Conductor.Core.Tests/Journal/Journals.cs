using Conductor.Core.Embedded;
using Conductor.Core.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Core.Tests.Journal;

/// <summary>Opens journals for tests.</summary>
internal static class Journals
{
    public static readonly JournalPlan Small = new() { Linger = TimeSpan.Zero, SegmentSize = 4096, SaveIndexEvery = 16 * 1024 };

    public static async Task<ConversationJournal> OpenAsync(IJournalDisk disk, JournalPlan? plan = null)
    {
        var membership = new EmbeddedMembership();
        await membership.JoinAsync(TestContext.Current.CancellationToken);
        return await ConversationJournal.OpenAsync(disk, plan ?? Small, membership, NullLogger.Instance)
            .WaitAsync(Scripted.Waiting.Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>The journal as ports, where a test needs no more of them.</summary>
    public static Core.Ports.ConversationPorts PortsOf(this ConversationJournal journal) => new(null!, journal, journal, null!, null!);
}
