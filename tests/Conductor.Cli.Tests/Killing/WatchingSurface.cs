using Conductor.Client;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Cli.Tests.Killing;

/// <summary>A surface that follows a conversation, and reads every answer in it, over any number of conductors that die meanwhile.</summary>
internal sealed class WatchingSurface(ConductorConversation conversation)
{
    private readonly Dictionary<Guid, Task<HeardAnswer>> _answers = [];

    /// <summary>What people said, in order.</summary>
    public List<string> Prompts { get; } = [];

    /// <summary>Watches until this was said and answered, and returns all answers.</summary>
    public async Task<HeardAnswer[]> WatchAsync(string lastWords, CancellationToken cancellationToken)
    {
        var (last, lastTurn) = (0UL, Guid.Empty);
        await foreach (var message in conversation.FollowAsync(cancellationToken))
        {
            if (message is Snapshot snapshot)
            {
                Assert.Equal(0UL, last);
                last = snapshot.Conversation.Seq;
                Prompts.AddRange(snapshot.Messages.Where(said => said.Role == Role.User).Select(said => said.Content));
                foreach (var turn in snapshot.Turns)
                    Read(turn.TurnId);
                continue;
            }
            var happened = Assert.IsAssignableFrom<ConversationEvent>(message);
            Assert.Equal(++last, happened.Seq);
            switch (happened)
            {
                case MessageAdded { Message: { Role: Role.User } said }:
                    Prompts.Add(said.Content);
                    lastTurn = said.Content == lastWords ? said.TurnId!.Value : lastTurn;
                    break;
                case TurnStarted { Turn.TurnId: var began }:
                    Read(began);
                    break;
                case TurnEnded { TurnId: var ended }:
                    Read(ended);
                    if (ended == lastTurn)
                        return await Task.WhenAll(_answers.Values);
                    break;
            }
        }
        throw new InvalidOperationException("The conversation ended.");
    }

    private void Read(Guid turn)
    {
        if (!_answers.ContainsKey(turn))
            _answers[turn] = HeardAnswer.OfAsync(turn, conversation.ReadAsync(turn, CancellationToken.None));
    }
}
