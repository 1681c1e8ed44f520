namespace Conductor.Actor;

/// <summary>One handler of a <see cref="ReceiveActor"/>.</summary>
internal abstract class MessageHandler
{
    /// <summary>Whether a message of this very type can be for this handler; predicates are not asked.</summary>
    internal abstract bool Fits(Type messageType);

    /// <summary>Handles the message; false when it is not for this handler.</summary>
    internal abstract bool TryHandle(object message);
}

/// <summary>A handler of all messages that are a <typeparamref name="T"/> and that the predicate, if there is one, accepts.</summary>
internal sealed class MessageHandler<T>(Func<T, bool> handle, Predicate<T>? shouldHandle) : MessageHandler
{
    internal override bool Fits(Type messageType) => typeof(T).IsAssignableFrom(messageType);

    internal override bool TryHandle(object message) =>
        message is T typed && (shouldHandle is null || shouldHandle(typed)) && handle(typed);
}

/// <summary>A handler without a result: what it takes, it has handled.</summary>
internal sealed class MessageAction<T>(Action<T> handle, Predicate<T>? shouldHandle) : MessageHandler
{
    internal override bool Fits(Type messageType) => typeof(T).IsAssignableFrom(messageType);

    internal override bool TryHandle(object message)
    {
        if (message is not T typed || (shouldHandle is not null && !shouldHandle(typed))) return false;
        handle(typed);
        return true;
    }
}

/// <summary>A handler of a type that is known only when the actor runs.</summary>
internal sealed class MessageHandlerOfType(Type type, Func<object, bool> handle, Predicate<object>? shouldHandle) : MessageHandler
{
    internal override bool Fits(Type messageType) => type.IsAssignableFrom(messageType);

    internal override bool TryHandle(object message) =>
        type.IsInstanceOfType(message) && (shouldHandle is null || shouldHandle(message)) && handle(message);
}

/// <summary>A behavior: handlers in order of declaration, of which the first that fits has the message.</summary>
internal sealed class MessageHandlers
{
    private readonly List<MessageHandler> _handlers = [];
    private bool _takesAnything;

    // Most actors get long runs of one type, so the place where its search begins is kept.
    private Type? _lastType;
    private int _firstFit;

    internal void Add(MessageHandler handler, bool takesAnything)
    {
        if (_takesAnything)
            throw new InvalidOperationException("A handler after ReceiveAny would never be reached; declare it in front.");
        _handlers.Add(handler);
        _takesAnything = takesAnything;
    }

    internal bool TryHandle(object message)
    {
        var type = message.GetType();
        if (!ReferenceEquals(type, _lastType))
        {
            var fit = _handlers.FindIndex(handler => handler.Fits(type));
            (_lastType, _firstFit) = (type, fit < 0 ? _handlers.Count : fit);
        }
        // A handler may become something else, and then this list stays as it is, so counting through it is safe.
        for (var i = _firstFit; i < _handlers.Count; i++)
            if (_handlers[i].TryHandle(message)) return true;
        return false;
    }
}
