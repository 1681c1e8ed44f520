using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Actors.Tests.Properties;

/// <summary>Stashing, unstashing and restarts at random, compared with two lists.</summary>
public sealed class StashPropertyTests : KernelTests
{
    private static readonly Gen<Deed> AnyDeed = Gen.Frequency(
        (4, Gen.Constant(Deed.Handle)), (4, Gen.Constant(Deed.Stash)), (1, Gen.Constant(Deed.UnstashOne)), (1, Gen.Constant(Deed.UnstashAll)), (1, Gen.Constant(Deed.Restart)));

    [Fact]
    public void Messages_are_handled_in_the_order_of_the_model() =>
        Soak.Try(200, Prop.ForAll(AnyDeed.ListOf().Resize(40).ToArbitrary(), RunAsync));

    private async Task RunAsync(List<Deed> deeds)
    {
        var probe = CreateTestProbe();
        // All messages are there before the first is handled, so that what is unstashed has something to go in front of.
        var gate = new TaskCompletionSource();
        var actor = ActorOf(Props.Create(() => new StashingActor(gate.Task, probe)));
        actor.Tell("wait", null);
        for (var i = 0; i < deeds.Count; i++) actor.Tell(new Message(i, deeds[i]), null);
        gate.SetResult();
        await SettleAsync(Token);
        foreach (var handled in Model(deeds)) await probe.ExpectMsgAsync(handled, Token);
        await probe.ExpectNoMsgAsync(Token);
        Sys.Stop(actor);
        Sys.Stop(probe);
    }

    /// <summary>A message is stashed the first time only, so that every run comes to an end.</summary>
    private static List<int> Model(List<Deed> deeds)
    {
        var (queue, stash, handled) = (new LinkedList<(int, Deed)>(deeds.Select((deed, i) => (i, deed))), new List<(int, Deed)>(), new List<int>());
        var seen = new HashSet<int>();
        while (queue.First is { } first)
        {
            queue.RemoveFirst();
            var (number, deed) = first.Value;
            if (deed == Deed.Stash && seen.Add(number))
            {
                stash.Add(first.Value);
                continue;
            }
            handled.Add(number);
            var back = deed is Deed.UnstashAll or Deed.Restart ? stash.Count : deed == Deed.UnstashOne ? Math.Min(1, stash.Count) : 0;
            foreach (var message in stash[..back].AsEnumerable().Reverse()) queue.AddFirst(message);
            stash.RemoveRange(0, back);
        }
        return handled;
    }

    private enum Deed
    {
        Handle,
        Stash,
        UnstashOne,
        UnstashAll,
        Restart,
    }

    private sealed record Message(int Number, Deed Deed)
    {
        public bool Seen { get; set; }
    }

    private sealed class StashingActor : ReceiveActor, IWithStash
    {
        public StashingActor(Task gate, IActorRef probe)
        {
            ReceiveAsync<string>(async _ => await gate);
            Receive<Message>(message =>
            {
                if (message is { Deed: Deed.Stash, Seen: false })
                {
                    message.Seen = true;
                    Stash.Stash();
                    return;
                }
                probe.Tell(message.Number);
                if (message.Deed == Deed.UnstashOne) Stash.Unstash();
                if (message.Deed == Deed.UnstashAll) Stash.UnstashAll();
                if (message.Deed == Deed.Restart) throw new InvalidOperationException();
            });
        }

        public IStash Stash { get; set; } = null!;
    }
}
