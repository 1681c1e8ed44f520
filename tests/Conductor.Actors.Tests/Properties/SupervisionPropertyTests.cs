using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Actors.Tests.Properties;

/// <summary>Trees of actors that fail at random, compared with a model of a few lines.</summary>
public sealed class SupervisionPropertyTests : KernelTests
{
    private static readonly Gen<Directive> AnyDirective = Gen.Elements(Directive.Resume, Directive.Restart, Directive.Stop, Directive.Escalate);

    private static readonly Gen<Node> AnyTree = Trees(3);

    private static readonly Gen<Story> AnyStory =
        from tree in AnyTree
        let size = tree.All().Count()
        from deeds in Deeds(size).ListOf().Resize(30)
        select new Story(tree, [.. deeds]);

    private static Gen<Deed> Deeds(int size) =>
        from whom in Gen.Choose(0, size - 1)
        from verdicts in AnyDirective.ListOf(4)
        from deed in Gen.Frequency<Deed>((3, Gen.Constant<Deed>(new Add(whom))), (3, Gen.Constant<Deed>(new Break(whom, [.. verdicts]))), (1, Gen.Constant<Deed>(new End(whom))))
        select deed;

    private static Gen<Node> Trees(int depth) =>
        from allForOne in Gen.Elements(true, false)
        from keepsChildren in Gen.Elements(true, false)
        from count in Gen.Choose(0, depth == 0 ? 0 : 3)
        from children in (depth == 0 ? Gen.Constant(new Node(false, false, [])) : Trees(depth - 1)).ListOf(count)
        select new Node(allForOne, keepsChildren, [.. children]);

    [Fact]
    public void A_tree_that_fails_step_by_step_is_as_the_model_says() =>
        Soak.Try(100, Prop.ForAll(AnyStory.ToArbitrary(), StepByStepAsync));

    [Fact]
    public void A_tree_that_fails_all_at_once_is_never_stuck() =>
        Soak.Try(100, Prop.ForAll(AnyStory.ToArbitrary(), AllAtOnceAsync));

    private async Task StepByStepAsync(Story story)
    {
        var plot = await PlotAsync(story);
        foreach (var deed in story.Deeds)
        {
            plot.Tell(deed);
            await SettleAsync(Token);
            plot.Model.Do(deed);
            Assert.Equal(plot.Model.ToString(), await plot.AskAllAsync(this));
        }
        await EndAsync(plot);
    }

    private async Task AllAtOnceAsync(Story story)
    {
        var plot = await PlotAsync(story);
        foreach (var deed in story.Deeds) plot.Tell(deed);
        await SettleAsync(Token);
        // Whoever is alive answers: every suspension has had its resume.
        await plot.AskAllAsync(this);
        await EndAsync(plot);
    }

    private async Task<Plot> PlotAsync(Story story)
    {
        var nodes = story.Tree.All().ToArray();
        var refs = new IActorRef[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            var props = Props.Create(() => new TreeActor(nodes[i]));
            var parent = Array.FindIndex(nodes, node => node.Children.Contains(nodes[i], ReferenceEqualityComparer.Instance));
            refs[i] = parent < 0 ? Sys.ActorOf(props) : await SpawnAsync(refs[parent], props);
        }
        return new Plot(refs, new Model(nodes));
    }

    private async Task EndAsync(Plot plot)
    {
        Sys.Stop(plot.Refs[0]);
        await SettleAsync(Token);
    }

    /// <summary>A node of the tree to be; compared by reference, for two may be alike.</summary>
    private sealed class Node(bool allForOne, bool keepsChildren, Node[] children)
    {
        public bool AllForOne => allForOne;

        public bool KeepsChildren => keepsChildren;

        public Node[] Children => children;

        public IEnumerable<Node> All() => children.SelectMany(child => child.All()).Prepend(this);

        public override string ToString() => $"{(allForOne ? "all" : "one")}{(keepsChildren ? " keeps" : "")}({string.Join(", ", children.Select(child => child.ToString()))})";
    }

    private sealed record Story(Node Tree, Deed[] Deeds)
    {
        public override string ToString() => $"{Tree}: {string.Join("; ", Deeds.Select(deed => deed.ToString()))}";
    }

    private abstract record Deed(int Whom);

    private sealed record Add(int Whom) : Deed(Whom);

    private sealed record End(int Whom) : Deed(Whom);

    private sealed record Break(int Whom, Directive[] Verdicts) : Deed(Whom)
    {
        public override string ToString() => $"Break {Whom} {string.Join('>', Verdicts)}";
    }

    /// <summary>Carries the verdicts of the supervisors above, nearest first.</summary>
    private sealed class Broken(Directive[] verdicts) : Exception
    {
        private int _next;

        public Directive NextVerdict() => _next < verdicts.Length ? verdicts[_next++] : Directive.Restart;
    }

    private sealed class TreeActor(Node node) : UntypedActor
    {
        private int _count;

        protected override SupervisorStrategy SupervisorStrategy() =>
            node.AllForOne ? new AllForOneStrategy(Decide) : new OneForOneStrategy(Decide);

        protected override void PreRestart(Exception reason, object? message)
        {
            if (!node.KeepsChildren) base.PreRestart(reason, message);
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Add:
                    _count++;
                    break;
                case Break order:
                    throw new Broken(order.Verdicts);
                case End:
                    Context.Stop(Self);
                    break;
                case Spawn order:
                    Sender.Tell(Context.ActorOf(order.Props));
                    break;
                case "count":
                    Sender.Tell(_count);
                    break;
            }
        }

        private static Directive Decide(Exception cause) => ((Broken)cause).NextVerdict();
    }

    private sealed record Plot(IActorRef[] Refs, Model Model)
    {
        public void Tell(Deed deed) => Refs[deed.Whom].Tell(deed, null);

        /// <summary>What each has counted. The dead are found by their dead letters: an Identify that nobody answers.</summary>
        public async Task<string> AskAllAsync(TestKitBase kit)
        {
            var probe = kit.CreateTestProbe();
            var answers = new List<string>();
            foreach (var actor in Refs)
            {
                probe.Send(actor, new Identify(null));
                var lives = (await probe.ExpectMsgAsync<ActorIdentity>(Token)).Subject is not null;
                if (lives) probe.Send(actor, "count");
                answers.Add(lives ? $"{await probe.ExpectMsgAsync<int>(Token)}" : "dead");
            }
            kit.Sys.Stop(probe);
            return string.Join(' ', answers);
        }
    }

    /// <summary>What should be: who lives, and what each has counted since its last restart.</summary>
    private sealed class Model(Node[] nodes)
    {
        private readonly int?[] _counts = [.. nodes.Select(_ => (int?)0)];

        public void Do(Deed deed)
        {
            if (_counts[deed.Whom] is null) return;
            if (deed is Add) _counts[deed.Whom]++;
            else if (deed is End) Stop(deed.Whom);
            else if (deed is Break order) Judge(deed.Whom, new Broken(order.Verdicts));
        }

        public override string ToString() => string.Join(' ', _counts.Select(count => count?.ToString() ?? "dead"));

        private void Judge(int failed, Broken cause)
        {
            var parent = Array.FindIndex(nodes, node => node.Children.Contains(nodes[failed], ReferenceEqualityComparer.Instance));
            // The guardian restarts what is not told otherwise.
            var verdict = parent < 0 ? Directive.Restart : cause.NextVerdict();
            var concerned = parent >= 0 && nodes[parent].AllForOne ? Children(parent) : [failed];
            if (verdict == Directive.Escalate) Judge(parent, cause);
            if (verdict == Directive.Restart) foreach (var each in concerned) Restart(each);
            if (verdict == Directive.Stop) foreach (var each in concerned) Stop(each);
        }

        private void Restart(int whom)
        {
            if (_counts[whom] is null) return;
            _counts[whom] = 0;
            foreach (var child in Children(whom))
            {
                if (nodes[whom].KeepsChildren) Restart(child);
                else Stop(child);
            }
        }

        private void Stop(int whom)
        {
            _counts[whom] = null;
            foreach (var child in Children(whom)) Stop(child);
        }

        private IEnumerable<int> Children(int whom) => nodes[whom].Children.Select(child => Array.IndexOf(nodes, child));
    }
}
