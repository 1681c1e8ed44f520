// Supervision: an actor that fails is judged by its parent, not by whoever sent it the message.
// Run it with: dotnet run --project samples/Supervision
using Conductor.Actor;

await using var system = ActorSystem.Create("supervision");
var bank = system.ActorOf(Props.Create(() => new BankActor()), "bank");
var account = await bank.Ask<IActorRef>("open");

account.Tell(100);
account.Tell("a typing error");
Console.WriteLine($"A bad message is dropped, the balance stays: {await account.Ask<int>("balance?")}");

account.Tell(-500);
Console.WriteLine($"An overdraft starts the account anew, and so does its balance: {await account.Ask<int>("balance?")}");

// Watched from outside by GracefulStop, which also waits for an end that comes by itself.
account.Tell(int.MaxValue);
Console.WriteLine($"A number beyond belief closes it: {await account.GracefulStop(TimeSpan.FromSeconds(5))}");

internal sealed class BankActor : ReceiveActor
{
    public BankActor() => Receive<string>(_ => Sender.Tell(Context.ActorOf(Props.Create(() => new AccountActor()), "account")));

    // The message at which an actor fails is gone; those behind it wait for this verdict.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(maxNrOfRetries: 3, withinTimeRange: TimeSpan.FromMinutes(1), failure => failure switch
    {
        FormatException => Directive.Resume, // keep the instance and its state
        InvalidOperationException => Directive.Restart, // a new instance behind the same ref and mailbox
        OverflowException => Directive.Stop,
        _ => Directive.Escalate, // not mine to judge: fail with it
    });
}

internal sealed class AccountActor : ReceiveActor
{
    private int _balance;

    public AccountActor()
    {
        Receive<int>(amount => _balance = checked(_balance + amount) is >= 0 and var balance ? balance : throw new InvalidOperationException("overdrawn"));
        Receive<string>(text => text == "balance?", _ => Sender.Tell(_balance));
        Receive<string>(text => throw new FormatException($"'{text}' is no amount."));
    }

    protected override void PreStart() => Console.WriteLine("  account: starts");

    protected override void PreRestart(Exception reason, object? message)
    {
        Console.WriteLine($"  account: {reason.Message} at {message}");
        base.PreRestart(reason, message); // stops its children, if it had any, and calls PostStop
    }

    protected override void PostStop() => Console.WriteLine("  account: ends");
}
