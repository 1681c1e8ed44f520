using System.Text;

namespace Conductor.Actors.Tests.Cells;

public sealed class PropsTests : KernelTests
{
    private static readonly Type KnownLater = typeof(ArgumentActor);
    private static int _evaluated;

    [Fact]
    public async Task Arguments_of_every_form_are_evaluated_and_what_they_throw_is_thrown()
    {
        var text = new StringBuilder("abc");
        string? nothing = null;
        IActorRef probe = TestActor;
        ActorOf(Props.Create(() => new TellingActor(probe, text.Length, new Version(1, text.Length), text.ToString(), 2 + text.Length, Environment.NewLine)));
        await ExpectAsync(3, new Version(1, 3), "abc", 5, Environment.NewLine);
        Assert.Throws<NullReferenceException>(() => Props.Create(() => new TellingActor(probe, nothing!.Length, "", "", "", "")));
        Assert.Throws<ArgumentOutOfRangeException>(() => Props.Create(() => new TellingActor(probe, new Version(-1, 0), "", "", "", "")));
    }

    [Fact]
    public async Task An_actor_is_made_of_a_new_of_its_class_and_arguments_or_of_its_class_alone()
    {
        foreach (var props in new[]
        {
            Props.Create(() => new ArgumentActor("a", 1)),
            Props.Create<ArgumentActor>("a", 1),
            Props.Create(KnownLater, "a", 1),
            Props.Create<ArgumentActor>("a"),
        })
        {
            Assert.Equal("a 1", await ActorOf(props).Ask<string>("?", Token));
        }
        Assert.Equal("?", await Sys.ActorOf<EchoActor>("echo").Ask<string>("?", Token));
    }

    [Fact]
    public async Task Arguments_are_evaluated_once_when_the_props_are_created()
    {
        var props = Props.Create(() => new ArgumentActor("n", Interlocked.Increment(ref _evaluated)));
        Assert.Equal(["n", 1], props.Arguments);
        Assert.Equal("n 1", await ActorOf(props).Ask<string>("?", Token));
        Assert.Equal("n 1", await ActorOf(props).Ask<string>("?", Token));
    }

    [Fact]
    public async Task The_constructor_is_the_closest_one_for_the_arguments_and_numbers_are_widened()
    {
        Assert.Equal("number 5", await ActorOf(Props.Create<ChoosingActor>(5)).Ask<string>("?", Token));
        Assert.Equal("text a", await ActorOf(Props.Create<ChoosingActor>("a")).Ask<string>("?", Token));
        Assert.Equal("object 1.5", await ActorOf(Props.Create<ChoosingActor>(1.5m)).Ask<string>("?", Token));
        Assert.Contains("several constructors", Assert.Throws<ArgumentException>(() => Props.Create<ChoosingActor>([null])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_may_be_given_with_a_strategy_for_its_children()
    {
        var strategy = new OneForOneStrategy(_ => Directive.Stop);
        var props = Props.Create<EchoActor>(strategy);
        Assert.Equal((typeof(EchoActor), strategy, 0), (props.Type, props.SupervisorStrategy, props.Arguments.Count));
    }

    private sealed class ChoosingActor : UntypedActor
    {
        private readonly string _made;

        public ChoosingActor(long number) => _made = FormattableString.Invariant($"number {number}");

        public ChoosingActor(object any) => _made = FormattableString.Invariant($"object {any}");

        public ChoosingActor(string text) => _made = $"text {text}";

        public ChoosingActor(Version version) => _made = $"version {version}";

        protected override void OnReceive(object message) => Sender.Tell(_made);
    }

    [Fact]
    public void Anything_but_a_new_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Props.Create(() => Make()));
        Assert.Contains("new", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Props.Create<ArgumentActor>("a", "no number"));
        Assert.Throws<ArgumentException>(() => Props.Create<ArgumentActor>("a", null));
        Assert.Throws<ArgumentException>(() => Props.Create(typeof(string)));
    }

    [Fact]
    public async Task Props_may_carry_a_strategy_for_the_children_ahead_of_the_actors_own()
    {
        var parent = ActorOf(Props.Create(() => new LifeActor(TestActor, "parent"))
            .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Stop)));
        await ExpectAsync("parent: PreStart");
        var child = await SpawnAsync(parent, Props.Create(() => new LifeActor(TestActor, "child")));
        child.Tell(Throw.Now(), null);
        await ExpectAsync("child: PreStart", "child: PostStop");
    }

    [Fact]
    public void Props_remember_what_they_were_given()
    {
        var strategy = SupervisorStrategy.StoppingStrategy;
        var props = Props.Create(() => new ArgumentActor("a", 1), strategy).WithDispatcher("d").WithMailbox("m").WithStashCapacity(7);
        Assert.Equal(typeof(ArgumentActor), props.Type);
        Assert.Equal(("d", "m", 7, strategy), (props.Dispatcher, props.Mailbox, props.StashCapacity, props.SupervisorStrategy));
        Assert.Throws<ArgumentOutOfRangeException>(() => props.WithStashCapacity(0));
    }

    [Fact]
    public void A_deployment_goes_ahead_of_the_props()
    {
        var router = new RoundRobinPool(2);
        var deploy = Deploy.Local.WithMailbox("m").WithDispatcher("d").WithStashCapacity(7).WithRouterConfig(router);
        var props = Props.Create<EchoActor>().WithMailbox("other").WithDeploy(deploy);
        Assert.Equal(("m", "d", 7, router), (props.Mailbox, props.Dispatcher, props.StashCapacity, props.RouterConfig));
        Assert.Equal("other", Props.Create<EchoActor>().WithMailbox("other").WithDeploy(Deploy.Local).Mailbox);
        Assert.Throws<ArgumentOutOfRangeException>(() => Deploy.Local.WithStashCapacity(0));
    }

    private static ArgumentActor Make() => new("a", 1);

    private sealed class ArgumentActor(string text, int number = 1) : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell($"{text} {number}");
    }

    private sealed class TellingActor(IActorRef probe, params object[] what) : UntypedActor
    {
        public TellingActor(IActorRef probe, object a, object b, object c, object d, object e) : this(probe, (object[])[a, b, c, d, e])
        {
        }

        protected override void PreStart()
        {
            foreach (var each in what) probe.Tell(each);
        }

        protected override void OnReceive(object message)
        {
        }
    }
}
