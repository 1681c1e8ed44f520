using System.Runtime.CompilerServices;
using System.Text;
using Conductor.Core.Conversations;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Conducting;

/// <summary>The short ways to talk to a conductor in the same process.</summary>
public static class ConductorTurns
{
    /// <summary>
    /// Asks, and yields the entries of the answer's log as they come, in order; the last one is the end. A reader that is slow slows the
    /// model; one that leaves stops it.
    /// </summary>
    /// <param name="conductor">The conductor.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="caller">Whose turn it is.</param>
    /// <param name="cancellationToken">Stops the model. The answer then ends as <see cref="StreamEnd.CancelledByUser"/>.</param>
    public static async IAsyncEnumerable<LogEntry> AskAsync(
        this IConductor conductor, ModelRequest request, string caller = "local", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var turn = await conductor.StartTurnAsync(request, caller, cancellationToken).ConfigureAwait(false);
        using var onlyReader = new OnlyReader(turn);
        await using var cancel = cancellationToken.UnsafeRegister(static turn => ((TurnStarted)turn!).Cancel(), turn).ConfigureAwait(false);
        await foreach (var entry in turn.AttachAsync().ConfigureAwait(false))
            yield return entry;
        onlyReader.HasReadAll();
    }

    /// <summary>Asks, and returns the whole text.</summary>
    /// <param name="conductor">The conductor.</param>
    /// <param name="model">The model; empty for the default one.</param>
    /// <param name="prompt">What a user would say.</param>
    /// <param name="caller">Whose turn it is.</param>
    /// <param name="cancellationToken">Stops the model.</param>
    /// <exception cref="ConductorAnswerException">The answer did not come to its end; the text that came is in the exception.</exception>
    public static async Task<string> AskForTextAsync(
        this IConductor conductor, string model, string prompt, string caller = "local", CancellationToken cancellationToken = default)
    {
        var request = new ModelRequest { Model = model, Messages = [new("user", prompt)] };
        var text = new StringBuilder();
        await foreach (var entry in conductor.AskAsync(request, caller, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Kind == EntryKind.Text)
                text.Append(Encoding.UTF8.GetString(entry.Utf8.Span));
            else if (entry.Kind == EntryKind.Restarted)
                text.Clear();
            else if (entry.Ending is { IsWhole: false } ending)
                throw new ConductorAnswerException(ending, text.ToString());
        }
        return text.ToString();
    }

    /// <summary>Reads an answer from any of its entries on, while it comes or after it; any number of readers may, each at its own pace.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="after">The number of the last entry that is known; 0 for none.</param>
    public static async IAsyncEnumerable<LogEntry> AttachAsync(this TurnStarted turn, long after = 0)
    {
        using var reader = turn.Log.OpenReader(after);
        while (!reader.HasEnded)
        {
            while (reader.TryRead(out var entry))
                yield return entry;
            if (!reader.HasEnded)
                await reader.WaitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Stops the model. What came so far stays in the log, with <see cref="StreamEnd.CancelledByUser"/> at its end.</summary>
    public static void Cancel(this TurnStarted turn) =>
        turn.Conversation.Tell(new CancelTurn(turn.Turn, new Ending(StreamEnd.CancelledByUser)), ActorRefs.NoSender);

    // Nobody else knows of the turn: when its reader goes away, the model works for nobody.
    private sealed class OnlyReader(TurnStarted turn) : IDisposable
    {
        private bool _hasReadAll;

        public void HasReadAll() => _hasReadAll = true;

        public void Dispose()
        {
            if (!_hasReadAll)
                turn.Cancel();
        }
    }
}
