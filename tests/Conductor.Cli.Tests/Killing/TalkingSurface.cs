using System.Collections.Concurrent;
using Conductor.Client;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Cli.Tests.Killing;

/// <summary>
/// A surface that says one thing after the other and hears each answer out, over any number of conductors that die meanwhile. It says
/// some things twice, under the same order.
/// </summary>
internal sealed class TalkingSurface(ConductorClient client, ConductorConversation conversation, string name, int seed)
{
    private readonly Random _random = new(seed);
    private readonly ConcurrentQueue<Spoken> _said = new();

    /// <summary>What was accepted, in order.</summary>
    public IReadOnlyCollection<Spoken> Said => _said;

    public Guid Conversation => conversation.Id;

    /// <summary>Talks until it is told to stop; then the last answer is heard out.</summary>
    public async Task TalkAsync(Action<string> onAccepted, CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var order = new Prompt(Guid.CreateVersion7(), conversation.Id, $"{name}, number {number}", null, default, []);
            var accepted = await OrderAsync(order);
            var spoken = new Spoken(order, accepted.TurnId!.Value);
            _said.Enqueue(spoken);
            onAccepted(order.Content);
            var hearing = HeardAnswer.OfAsync(spoken.Turn, conversation.ReadAsync(spoken.Turn, CancellationToken.None));
            if (_random.Next(3) == 0)
                await RepeatAsync(_said.ElementAt(_random.Next(_said.Count)));
            spoken.Heard = await hearing;
        }
    }

    /// <summary>Gives an order once more: the answer is that of the first time.</summary>
    public async Task RepeatAsync(Spoken spoken)
    {
        var again = await OrderAsync(spoken.Order);
        Assert.Equal((spoken.Turn, true), (again.TurnId!.Value, again.Duplicate));
    }

    private Task<Accepted> OrderAsync(Prompt order) => client.OrderAsync<Accepted>(order, CancellationToken.None);

    /// <summary>Something that was said, and accepted.</summary>
    internal sealed record Spoken(Prompt Order, Guid Turn)
    {
        public HeardAnswer? Heard { get; set; }
    }
}
