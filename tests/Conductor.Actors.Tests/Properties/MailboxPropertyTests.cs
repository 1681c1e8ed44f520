using FsCheck.Fluent;

namespace Conductor.Actors.Tests.Properties;

/// <summary>Several senders at once, against an actor that fails, awaits, stashes and is stopped at places that chance picks.</summary>
public sealed class MailboxPropertyTests : KernelTests
{
    private const int PerSender = 300;

    [Fact]
    public void No_message_is_lost_doubled_or_overtaken_whatever_happens_meanwhile()
    {
        var script =
            from senders in Gen.Choose(1, 4)
            from throughput in Gen.Elements(1, 2, 30)
            from deeds in Gen.Elements(Deed.None, Deed.Throw, Deed.Await, Deed.Stash, Deed.Yield).ListOf(24)
            from stopAt in Gen.Frequency((3, Gen.Constant(int.MaxValue)), (1, Gen.Choose(1, 4 * PerSender)))
            select new Script(senders, throughput, [.. deeds, Deed.None], stopAt);
        Soak.Try(60, Prop.ForAll(script.ToArbitrary(), RunAsync));
    }

    private static async Task RunAsync(Script script)
    {
        await using var system = ActorSystem.Create("storm", new KernelSetup { Throughput = script.Throughput, LoggedDeadLetters = 0 });
        var log = new Log(script.Senders * PerSender);
        system.EventStream.Subscribe<DeadLetter>(system.ActorOf(Props.Create(() => new LetterCollector(log))));
        var target = system.ActorOf(Props.Create(() => new StormyActor(script, log)));
        await Task.WhenAll(Enumerable.Range(0, script.Senders).Select(sender => SendAsync(sender, target)));
        await log.Complete.WaitAsync(new TimeSpan(0, 0, 20), TimeProvider.System, CancellationToken.None);
        for (var sender = 0; sender < script.Senders; sender++)
        {
            // What was refused comes behind all that was handled, and both are in order.
            Assert.Equal(Enumerable.Range(0, PerSender), log.Of(sender));
        }
    }

    private static async Task SendAsync(int sender, IActorRef target)
    {
        await Task.Yield();
        for (var i = 0; i < PerSender; i++) target.Tell(new Numbered(sender, i), null);
    }

    public enum Deed
    {
        None,
        Throw,
        Await,
        Stash,
        Yield,
    }

    public sealed record Script(int Senders, int Throughput, Deed[] Deeds, int StopAt)
    {
        public override string ToString() => $"{Senders} senders, throughput {Throughput}, deeds {string.Join(' ', Deeds)}, stop at {StopAt}";
    }

    private sealed record Numbered(int Sender, int Number);

    private sealed class Log(int expected)
    {
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<Numbered> _handled = [];
        private readonly List<Numbered> _refused = [];

        public Task Complete => _complete.Task;

        public void Handled(Numbered message) => Add(_handled, message);

        public void Refused(Numbered message) => Add(_refused, message);

        public IEnumerable<int> Of(int sender)
        {
            lock (_handled) return [.. _handled.Concat(_refused).Where(message => message.Sender == sender).Select(message => message.Number)];
        }

        private void Add(List<Numbered> list, Numbered message)
        {
            lock (_handled)
            {
                list.Add(message);
                if (_handled.Count + _refused.Count == expected) _complete.TrySetResult();
            }
        }
    }

    private sealed class LetterCollector(Log log) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is DeadLetter { Message: Numbered numbered }) log.Refused(numbered);
        }
    }

    private sealed class StormyActor : ReceiveActor, IWithUnboundedStash
    {
        // Outlives restarts through the script's own object, as the messages do.
        private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Script, int[]> Counts = [];
        private readonly Script _script;
        private readonly Log _log;
        private readonly int[] _count;

        public StormyActor(Script script, Log log)
        {
            (_script, _log, _count) = (script, log, Counts.GetValue(script, _ => new int[1]));
            ReceiveAsync<Numbered>(HandleAsync);
        }

        public IStash Stash { get; set; } = null!;

        private async Task HandleAsync(Numbered message)
        {
            var count = ++_count[0];
            if (count >= _script.StopAt) Context.Stop(Self);
            switch (_script.Deeds[count % _script.Deeds.Length])
            {
                case Deed.Stash:
                    Stash.Stash();
                    Stash.UnstashAll();
                    return;
                case Deed.Throw:
                    _log.Handled(message);
                    throw new InvalidOperationException("as the script says");
                case Deed.Await:
                    await Task.Yield();
                    break;
                case Deed.Yield:
                    await Task.CompletedTask;
                    break;
            }
            _log.Handled(message);
        }
    }
}
