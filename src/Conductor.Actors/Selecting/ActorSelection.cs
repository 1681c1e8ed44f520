#pragma warning disable VSTHRD200 // ResolveOne is the name that Akka.NET users know
using System.Text.RegularExpressions;

namespace Conductor.Actor;

/// <summary>The actors that a path names, found anew for each message.</summary>
/// <remarks>
/// A name may hold <c>*</c> (any text) and <c>?</c> (any one character); <c>..</c> goes up, and <c>**</c>, last only, means all descendants. A message that
/// finds nobody is a dead letter, except behind a pattern that matched.
/// </remarks>
public sealed class ActorSelection : ICanTell
{
    private readonly string[] _elements;

    internal ActorSelection(IInternalActorRef anchor, string path)
    {
        AnchorRef = anchor;
        _elements = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (Array.IndexOf(_elements, "**") is >= 0 and var at && at < _elements.Length - 1)
            throw new ArgumentException($"'{path}': ** may only be the last element of a selection.", nameof(path));
    }

    /// <summary>The actor that the path begins at.</summary>
    public IActorRef Anchor => AnchorRef;

    /// <summary>The path from the anchor.</summary>
    public string PathString => "/" + string.Join('/', _elements);

    internal IInternalActorRef AnchorRef { get; }

    /// <inheritdoc/>
    public void Tell(object message, IActorRef? sender)
    {
        if (message is null) throw new InvalidMessageException();
        Deliver(AnchorRef, 0, new Envelope(message, sender), fannedOut: false);
    }

    /// <summary>Tells with the actor whose turn it is as sender.</summary>
    public void Tell(object message) => Tell(message, Worker.CurrentCell);

    /// <summary>One actor that the selection names. Faults with <see cref="ActorNotFoundException"/> when none answers within <paramref name="timeout"/>.</summary>
    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    /// <summary>One actor that the selection names. Faults with <see cref="ActorNotFoundException"/> when none answers within <paramref name="timeout"/>.</summary>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            var identity = await this.Ask<ActorIdentity>(new Identify(null), timeout, cancellationToken).ConfigureAwait(false);
            return identity.Subject ?? throw new ActorNotFoundException($"No actor is at {this}.");
        }
        catch (AskTimeoutException)
        {
            throw new ActorNotFoundException($"No actor at {this} answered within {timeout}.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"ActorSelection[Anchor({AnchorRef.Path}), Path({PathString})]";

    private static bool IsPattern(string element) => element.AsSpan().ContainsAny('*', '?');

    private static Regex PatternOf(string element) =>
        new("^" + Regex.Escape(element).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$", RegexOptions.NonBacktracking);

    private void Deliver(IInternalActorRef at, int index, Envelope envelope, bool fannedOut)
    {
        if (index == _elements.Length)
        {
            at.Tell(envelope.Message, envelope.Sender);
            return;
        }
        var element = _elements[index];
        if (element == "**") DeliverBelow(at, envelope);
        else if (element == "..") Deliver(at.Parent, index + 1, envelope, fannedOut);
        else if (element == ".") Deliver(at, index + 1, envelope, fannedOut);
        else if (IsPattern(element)) DeliverToMatches(at, index, envelope, fannedOut);
        else if (at.ChildNamed(element) is { } child) Deliver(child, index + 1, envelope, fannedOut);
        else if (!fannedOut) Miss(at, index, envelope);
    }

    private void DeliverToMatches(IInternalActorRef at, int index, Envelope envelope, bool fannedOut)
    {
        var pattern = PatternOf(_elements[index]);
        var matched = false;
        foreach (var child in at.ChildrenNow())
        {
            if (!pattern.IsMatch(child.Path.Name)) continue;
            matched = true;
            Deliver(child, index + 1, envelope, fannedOut: true);
        }
        if (!matched && !fannedOut) Miss(at, index, envelope);
    }

    private static void DeliverBelow(IInternalActorRef at, Envelope envelope)
    {
        foreach (var child in at.ChildrenNow())
        {
            child.Tell(envelope.Message, envelope.Sender);
            DeliverBelow(child, envelope);
        }
    }

    private void Miss(IInternalActorRef at, int index, Envelope envelope) =>
        at.System.Undelivered.Refuse(envelope.Message, envelope.Sender, new EmptyRef(at.System, at.Path / _elements.Skip(index)));
}

/// <summary>The ref of a path where nobody is.</summary>
internal sealed class EmptyRef(ActorSystem system, ActorPath path) : LocalRef
{
    public override ActorPath Path => path;

    public override ActorSystem System => system;

    public override bool IsTerminated => true;

    public override void Tell(object message, IActorRef? sender) => system.Undelivered.Refuse(message, sender, this);

    public override void SendSystem(SystemMessage message) => message.Refused(this);
}
