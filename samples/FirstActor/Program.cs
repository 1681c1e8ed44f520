// A first actor: an object that nobody calls. It is told messages, handles them one after the other, and so needs no lock.
// Run it with: dotnet run --project samples/FirstActor
using Conductor.Actor;

await using var system = ActorSystem.Create("first-actor");

// Props say how to make an actor. ActorOf makes it and returns its address at once: an IActorRef, which is all that others ever see of it.
var greeter = system.ActorOf(Props.Create(() => new GreeterActor("Hello")), "greeter");
Console.WriteLine($"The greeter lives at {greeter.Path}.");

// Tell puts a message into its mailbox and returns at once. What one sender tells arrives in order.
greeter.Tell(new Greet("Ada"));
greeter.Tell(new Greet("Alan"));
greeter.Tell(new ChangeGreeting("Good evening"));
greeter.Tell(new Greet("Grace"));

// Ask is a tell with a task of the answer. By then the messages before it have been handled.
Console.WriteLine($"{await greeter.Ask<int>(CountGreetings.Instance)} people have been greeted.");

// Messages are immutable: two actors may hold the same one.
internal sealed record Greet(string Name);

internal sealed record ChangeGreeting(string Greeting);

internal sealed record CountGreetings
{
    public static readonly CountGreetings Instance = new();
}

internal sealed class GreeterActor : ReceiveActor
{
    private string _greeting;
    private int _count;

    public GreeterActor(string greeting)
    {
        _greeting = greeting;

        // One handler per type of message, declared here.
        Receive<Greet>(OnGreet);
        Receive<ChangeGreeting>(change => _greeting = change.Greeting);
        Receive<CountGreetings>(_ => Sender.Tell(_count));
    }

    private void OnGreet(Greet message)
    {
        _count++;
        Console.WriteLine($"{_greeting}, {message.Name}!");
    }
}
