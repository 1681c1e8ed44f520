using System.Runtime.CompilerServices;
using Conductor.Cli.Terminal;
using Conductor.Core.Conducting;
using Conductor.Core.Conversations;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Cli.Answers;

/// <summary>Answers from a conductor in this process, made for this command.</summary>
internal sealed class LocalAnswers(IConductor conductor) : IAnswers
{
    /// <summary>The conductor.</summary>
    public IConductor Conductor => conductor;

    public string Origin => "a conductor of its own";

    public async IAsyncEnumerable<ModelOutput> AskAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var turn = await conductor.StartTurnAsync(request, "cli", cancellationToken);
        using var reader = turn.Log.OpenReader();
        await using var cancel = cancellationToken.UnsafeRegister(
            static turn => ((TurnStarted)turn!).Conversation.Tell(new CancelTurn(((TurnStarted)turn).Turn, new Ending(StreamEnd.CancelledByUser)), Actor.ActorRefs.NoSender),
            turn);
        while (!reader.HasEnded)
        {
            while (reader.TryRead(out var entry))
            {
                if (entry.Status is { Stage: TurnStage.Routed, Host: { } host })
                    await TellStandInAsync(host);
                if (Output(entry) is { } output)
                    yield return output;
            }
            if (!reader.HasEnded)
                await reader.WaitAsync();
        }
    }

    // An answer of 1966 must not be taken for one of a model that was asked for.
    private async Task TellStandInAsync(string name)
    {
        if (conductor.Fleet.Hosts.FirstOrDefault(host => host.Name == name) is { IsStandIn: true })
            await Complaint.SayAsync($"No conductor runs, and no Ollama answers at {conductor.Fleet.Hosts.First(host => !host.IsStandIn).Address}: the built-in eliza (1966) answers instead.");
    }

    public ValueTask DisposeAsync() => conductor.DisposeAsync();

    private static ModelOutput? Output(in LogEntry entry) => entry.Kind switch
    {
        EntryKind.Text => ModelOutput.OfText(entry.Utf8),
        EntryKind.Thinking => ModelOutput.OfThinking(entry.Utf8),
        EntryKind.ToolCall => ModelOutput.OfToolCall(entry.Utf8),
        EntryKind.Usage => ModelOutput.Of(entry.Usage!),
        EntryKind.End => ModelOutput.Of(entry.Ending!),
        _ => null,
    };
}
