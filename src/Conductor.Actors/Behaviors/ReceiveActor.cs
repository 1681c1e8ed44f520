#pragma warning disable VSTHRD200 // ReceiveAsync is the name that Akka.NET users know
namespace Conductor.Actor;

/// <summary>An actor whose handlers are declared by message type, in its constructor or in a method given to <c>Become</c>.</summary>
/// <remarks>
/// Handlers are tried in order of declaration and the first that matches has the message; none means <c>Unhandled</c>. Declaring one after
/// <c>ReceiveAny</c>, or outside of the constructor and <c>Become</c>, throws <see cref="InvalidOperationException"/>.
/// </remarks>
public abstract class ReceiveActor : UntypedActor
{
    private readonly MessageHandlers _first = new();

    // Not null while handlers may be declared.
    private MessageHandlers? _declaring;

    /// <summary>Opens the actor for the handlers that its constructor declares.</summary>
    protected ReceiveActor() => _declaring = _first;

    internal override void OnConstructed() => _declaring = null;

    internal override bool OnMessage(object message) => _first.TryHandle(message);

    /// <inheritdoc/>
    protected sealed override void OnReceive(object message)
    {
        if (!_first.TryHandle(message)) Unhandled(message);
    }

    /// <summary>Replaces the behavior at hand by the handlers that <paramref name="configure"/> declares.</summary>
    protected void Become(Action configure) => Become(Declare(configure).TryHandle);

    /// <summary>Puts the handlers that <paramref name="configure"/> declares on top of the behavior at hand.</summary>
    protected void BecomeStacked(Action configure) => BecomeStacked(Declare(configure).TryHandle);

    /// <summary>Handles messages of type <typeparamref name="T"/> that <paramref name="shouldHandle"/>, if given, accepts.</summary>
    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => Add(new MessageAction<T>(NotNull(handler), shouldHandle), shouldHandle is null && typeof(T) == typeof(object));

    /// <summary>Handles messages of type <typeparamref name="T"/> that <paramref name="shouldHandle"/> accepts.</summary>
    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    /// <summary>Handles messages of type <typeparamref name="T"/>; one for which it returns false goes on to the next handler.</summary>
    protected void Receive<T>(Func<T, bool> handler) => Add(new MessageHandler<T>(NotNull(handler), null), false);

    /// <summary>Handles messages of a type known at run time that <paramref name="shouldHandle"/>, if given, accepts.</summary>
    protected void Receive(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null)
    {
        NotNull(handler);
        Add(new MessageHandlerOfType(NotNull(messageType), message => Handled(handler, message), shouldHandle), shouldHandle is null && messageType == typeof(object));
    }

    /// <summary>Handles messages of a type known at run time that <paramref name="shouldHandle"/> accepts.</summary>
    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) => Receive(messageType, handler, shouldHandle);

    /// <summary>Handles messages of a type known at run time; one for which it returns false goes on to the next handler.</summary>
    protected void Receive(Type messageType, Func<object, bool> handler) => Add(new MessageHandlerOfType(NotNull(messageType), NotNull(handler), null), false);

    /// <summary>Handles every message that came past the handlers before it; the last declaration.</summary>
    protected void ReceiveAny(Action<object> handler) => Add(new MessageAction<object>(NotNull(handler), null), true);

    /// <summary>As <see cref="Receive{T}(Action{T}, Predicate{T})"/>; the mailbox waits until the task has ended.</summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null)
    {
        NotNull(handler);
        Receive(message => Cell.RunTask(() => handler(message)), shouldHandle);
    }

    /// <summary>As <see cref="Receive{T}(Predicate{T}, Action{T})"/>; the mailbox waits until the task has ended.</summary>
    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    /// <summary>As <see cref="Receive(Type, Action{object}, Predicate{object})"/>; the mailbox waits until the task has ended.</summary>
    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null)
    {
        NotNull(handler);
        Receive(messageType, message => Cell.RunTask(() => handler(message)), shouldHandle);
    }

    /// <summary>As <see cref="Receive(Type, Predicate{object}, Action{object})"/>; the mailbox waits until the task has ended.</summary>
    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) => ReceiveAsync(messageType, handler, shouldHandle);

    /// <summary>As <see cref="ReceiveAny"/>; the mailbox waits until the task has ended.</summary>
    protected void ReceiveAnyAsync(Func<object, Task> handler)
    {
        NotNull(handler);
        ReceiveAny(message => Cell.RunTask(() => handler(message)));
    }

    private static TArgument NotNull<TArgument>(TArgument argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        return argument;
    }

    private static bool Handled(Action<object> handler, object message)
    {
        handler(message);
        return true;
    }

    private MessageHandlers Declare(Action configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var before = _declaring;
        var declared = _declaring = new MessageHandlers();
        try
        {
            configure();
        }
        finally
        {
            _declaring = before;
        }
        return declared;
    }

    private void Add(MessageHandler handler, bool takesAnything) =>
        (_declaring ?? throw new InvalidOperationException("Handlers are declared in the constructor or in a method given to Become."))
            .Add(handler, takesAnything);
}
