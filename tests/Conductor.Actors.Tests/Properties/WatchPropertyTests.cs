using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Actors.Tests.Properties;

/// <summary>Watchers, watched ones and their ends in any order and all at once.</summary>
public sealed class WatchPropertyTests : KernelTests
{
    private const int Watchers = 3;
    private const int Watched = 4;

    private static readonly Gen<Deed> AnyDeed =
        from kind in Gen.Frequency((4, Gen.Constant(Kind.Watch)), (2, Gen.Constant(Kind.Unwatch)), (1, Gen.Constant(Kind.End)))
        from watcher in Gen.Choose(0, Watchers - 1)
        from watched in Gen.Choose(0, Watched - 1)
        select new Deed(kind, watcher, watched);

    private static readonly Arbitrary<Story> AnyStory = AnyDeed.ListOf().Resize(40).Select(deeds => new Story([.. deeds])).ToArbitrary();

    [Fact]
    public void Step_by_step_each_watch_is_answered_exactly_once_unless_it_was_taken_back() =>
        Soak.Try(100, Prop.ForAll(AnyStory, story => RunAsync(story, stepByStep: true)));

    [Fact]
    public void All_at_once_a_watch_that_stands_is_answered_and_none_is_answered_twice() =>
        Soak.Try(100, Prop.ForAll(AnyStory, story => RunAsync(story, stepByStep: false)));

    private async Task RunAsync(Story story, bool stepByStep)
    {
        var watched = Enumerable.Range(0, Watched).Select(_ => ActorOf(Props.Create<EchoActor>())).ToArray();
        var probes = Enumerable.Range(0, Watchers).Select(_ => CreateTestProbe()).ToArray();
        var watchers = probes.Select(probe => ActorOf(Props.Create(() => new LifeActor(probe, "watcher")))).ToArray();
        foreach (var deed in story.Deeds)
        {
            var target = watched[deed.Watched];
            if (deed.Kind == Kind.End) Sys.Stop(target);
            else if (deed.Kind == Kind.Watch) watchers[deed.Watcher].Tell(new Run(context => context.Watch(target)), null);
            else watchers[deed.Watcher].Tell(new Run(context => context.Unwatch(target)), null);
            if (stepByStep) await SettleAsync(Token);
        }
        foreach (var target in watched) Sys.Stop(target);
        await SettleAsync(Token);
        for (var watcher = 0; watcher < Watchers; watcher++)
        {
            var heard = await HeardAsync(probes[watcher]);
            for (var i = 0; i < Watched; i++)
            {
                var times = heard.Count(watched[i].Equals);
                if (stepByStep) Assert.Equal(story.Exactly(watcher, i), times);
                else Assert.InRange(times, story.Least(watcher, i), story.Most(watcher, i));
            }
            Sys.Stop(watchers[watcher]);
            Sys.Stop(probes[watcher]);
        }
    }

    private static async Task<List<IActorRef>> HeardAsync(TestProbe probe)
    {
        var heard = new List<IActorRef>();
        while (probe.HasMessages)
            if (await probe.ReceiveOneAsync(Token) is Heard one) heard.Add(one.Of.ActorRef);
        return heard;
    }

    private enum Kind
    {
        Watch,
        Unwatch,
        End,
    }

    private sealed record Deed(Kind Kind, int Watcher, int Watched)
    {
        public override string ToString() => Kind == Kind.End ? $"end {Watched}" : $"{Watcher} {Kind} {Watched}";
    }

    private sealed record Story(Deed[] Deeds)
    {
        /// <summary>Once for each watch that stood when the actor ended, and once for each that came later.</summary>
        public int Exactly(int watcher, int watched)
        {
            var (watching, dead, times) = (false, false, 0);
            foreach (var deed in Deeds.Append(new Deed(Kind.End, watcher, watched)).Where(deed => deed.Watched == watched))
            {
                if (deed.Kind == Kind.End)
                {
                    times += watching ? 1 : 0;
                    (watching, dead) = (false, true);
                }
                else if (deed.Watcher == watcher)
                {
                    watching = deed.Kind == Kind.Watch && !dead;
                    times += deed.Kind == Kind.Watch && dead ? 1 : 0;
                }
            }
            return times;
        }

        /// <summary>One, when the watch stands at the end: whenever the actor ended, it is owed.</summary>
        public int Least(int watcher, int watched) => Concerning(watcher, watched).LastOrDefault()?.Kind == Kind.Watch ? 1 : 0;

        /// <summary>One for each watch that began anew: each may have been answered before it was taken back, or before it was asked for again.</summary>
        public int Most(int watcher, int watched) => Concerning(watcher, watched).Count(deed => deed.Kind == Kind.Watch);

        public override string ToString() => string.Join("; ", Deeds.Select(deed => deed.ToString()));

        private IEnumerable<Deed> Concerning(int watcher, int watched) =>
            Deeds.Where(deed => deed.Kind != Kind.End && deed.Watcher == watcher && deed.Watched == watched);
    }
}
