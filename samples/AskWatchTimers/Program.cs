// Ask, watch and timers: an answer as a task, the end of another actor as a message, and time as a message too.
// Run it with: dotnet run --project samples/AskWatchTimers
using Conductor.Actor;

await using var system = ActorSystem.Create("ask-watch-timers");
var oven = system.ActorOf(Props.Create(() => new OvenActor()), "oven");
var cook = system.ActorOf(Props.Create(() => new CookActor(oven)), "cook");

// The oven does not know this question, so nobody answers it.
try
{
    await oven.Ask<string>("what is for dinner?", TimeSpan.FromMilliseconds(50));
}
catch (AskTimeoutException)
{
    Console.WriteLine("Nobody answered in time.");
}

Console.WriteLine(await cook.Ask<string>(new Bake("a cake"), TimeSpan.FromSeconds(10)));

internal sealed record Bake(string What);

internal sealed record Heat(int Minutes);

internal sealed record MinutePassed;

/// <summary>Counts minutes, for once short ones, by a timer, and then ends.</summary>
internal sealed class OvenActor : ReceiveActor, IWithTimers
{
    private int _left;

    public OvenActor()
    {
        Receive<Heat>(order =>
        {
            // A timer has a key, by which it is replaced or cancelled, and ends with its actor.
            _left = order.Minutes;
            Timers.StartPeriodicTimer("clock", new MinutePassed(), TimeSpan.FromMilliseconds(20));
        });
        Receive<MinutePassed>(_ =>
        {
            Console.WriteLine($"Minutes left: {--_left}");
            if (_left == 0) Context.Stop(Self);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!; // the kernel sets it before the first message
}

/// <summary>Has something baked, and hears by the oven's end that it is done.</summary>
internal sealed class CookActor : ReceiveActor
{
    public CookActor(IActorRef oven) => Receive<Bake>(order =>
    {
        var customer = Sender; // read now: at the next message it is somebody else
        Context.Watch(oven).Tell(new Heat(3));
        Become(() => Receive<Terminated>(end => customer.Tell($"The {end.ActorRef.Path.Name} has ended, so {order.What} is done.")));
    });
}
