using Microsoft.Extensions.Logging;

namespace Conductor.Core.Journal;

/// <summary>A journal whose plan's retention is seen to, for as long as it is open.</summary>
internal sealed class RetainedJournal : IAsyncDisposable
{
    private static readonly TimeSpan AgeEvery = TimeSpan.FromMinutes(10);

    private readonly ConversationJournal _journal;
    private readonly ITimer? _retention;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    public RetainedJournal(ConversationJournal journal, JournalPlan plan, TimeProvider time, ILogger logger)
    {
        (_journal, _time, _logger) = (journal, time, logger);
        journal.Grown = () => _ = RetainAsync();
        // An idle conductor has no timer, unless age is what conversations go by.
        if (plan.RetainFor is not null)
            _retention = time.CreateTimer(static journal => _ = ((RetainedJournal)journal!).RetainAsync(), this, TimeSpan.Zero, AgeEvery);
    }

    /// <summary>Closes the journal; what was accepted is durable then.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_retention is not null)
            await _retention.DisposeAsync().ConfigureAwait(false);
        await _journal.DisposeAsync().ConfigureAwait(false);
    }

    // Never throws: what cannot be deleted now is looked at again.
    private async Task RetainAsync()
    {
        if (await _journal.ApplyRetentionAsync(_time.GetUtcNow()).ConfigureAwait(false) is var (count, setting))
            _logger.RetentionDeleted(_journal.Name, count, setting);
    }
}
