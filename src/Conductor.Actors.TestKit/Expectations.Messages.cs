using Conductor.Actor;

namespace Conductor.TestKit;

/// <summary>Messages.</summary>
public abstract partial class Expectations
{
    /// <summary>The next message, whatever it is.</summary>
    public async Task<object> ReceiveOneAsync(CancellationToken cancellationToken = default) =>
        (await NextAsync("a message", null, cancellationToken).ConfigureAwait(false)).Message;

    /// <summary>The next message, or null when none has come while the clock moved by <paramref name="max"/>.</summary>
    public async Task<object?> ReceiveOneAsync(TimeSpan max, CancellationToken cancellationToken = default) =>
        (await TryNextAsync(EndOf(max), cancellationToken).ConfigureAwait(false))?.Message;

    /// <summary>The next <paramref name="numberOfMessages"/> messages, in order.</summary>
    public async Task<IReadOnlyList<object>> ReceiveNAsync(int numberOfMessages, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfMessages, 0);
        var received = new List<object>(numberOfMessages);
        for (var end = EndOf(max); received.Count < numberOfMessages;)
            received.Add((await NextAsync($"message {received.Count + 1} of {numberOfMessages}", end, cancellationToken).ConfigureAwait(false)).Message);
        return received;
    }

    /// <summary>The next message, which must be a <typeparamref name="T"/>.</summary>
    public Task<T> ExpectMsgAsync<T>(CancellationToken cancellationToken = default) => ExpectMsgAsync<T>((TimeSpan?)null, null, cancellationToken);

    /// <summary>The next message, which must be a <typeparamref name="T"/>. Moves the clock by <paramref name="duration"/> at most.</summary>
    /// <param name="duration">Null to leave the clock alone, or, inside of <see cref="WithinAsync(TimeSpan, Func{Task})"/>, for what is left of its time.</param>
    /// <param name="hint">What was expected, for the failure's text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<T> ExpectMsgAsync<T>(TimeSpan? duration, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(hint ?? $"a {typeof(T).Name}", (_, _) => true, duration, cancellationToken);

    /// <summary>The next message, which must equal <paramref name="message"/>.</summary>
    public Task<T> ExpectMsgAsync<T>(T message, CancellationToken cancellationToken = default) => ExpectMsgAsync(message, null, cancellationToken);

    /// <summary>The next message, which must equal <paramref name="message"/>. Moves the clock by <paramref name="duration"/> at most.</summary>
    public Task<T> ExpectMsgAsync<T>(T message, TimeSpan? duration, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>($"{message}", (got, _) => EqualityComparer<T>.Default.Equals(got, message), duration, cancellationToken);

    /// <summary>The next message, which must be a <typeparamref name="T"/> that <paramref name="isMessage"/> accepts.</summary>
    /// <param name="isMessage">Says whether it is the right one.</param>
    /// <param name="hint">What was expected, for the failure's text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<T> ExpectMsgAsync<T>(Predicate<T> isMessage, string hint = "a message that the predicate accepts", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isMessage);
        return ExpectAsync<T>(hint, (got, _) => isMessage(got), null, cancellationToken);
    }

    /// <summary>The next message, which must be a <typeparamref name="T"/> that passes <paramref name="assert"/>.</summary>
    public async Task<T> ExpectMsgAsync<T>(Action<T> assert, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assert);
        var got = await ExpectMsgAsync<T>(cancellationToken).ConfigureAwait(false);
        assert(got);
        return got;
    }

    /// <summary>The next message, which must be a <typeparamref name="T"/> that <paramref name="isMessage"/> accepts. Moves the clock by <paramref name="timeout"/> at most.</summary>
    public Task<T> ExpectMsgAsync<T>(Predicate<T> isMessage, TimeSpan? timeout, string? hint = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isMessage);
        return ExpectAsync<T>(hint ?? "a message that the predicate accepts", (got, _) => isMessage(got), timeout, cancellationToken);
    }

    /// <summary>The next message, which must be a <typeparamref name="T"/> that passes <paramref name="assert"/>. Moves the clock by <paramref name="timeout"/> at most.</summary>
    public async Task<T> ExpectMsgAsync<T>(Action<T> assert, TimeSpan? timeout, string? hint = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assert);
        var got = await ExpectMsgAsync<T>(timeout, hint, cancellationToken).ConfigureAwait(false);
        assert(got);
        return got;
    }

    /// <summary>The next message, which must equal one of <paramref name="messages"/>.</summary>
    public Task<T> ExpectMsgAnyOfAsync<T>(IEnumerable<T> messages, TimeSpan? duration = null, CancellationToken cancellationToken = default)
    {
        var any = messages.ToList();
        return ExpectAsync<T>($"any of {string.Join(", ", any)}", (got, _) => any.Contains(got), duration, cancellationToken);
    }

    /// <summary>As many messages as there are <paramref name="messages"/>, which must equal them in any order. In the order in which they came.</summary>
    public async Task<IReadOnlyList<T>> ExpectMsgAllOfAsync<T>(IEnumerable<T> messages, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var (left, received, end) = (messages.ToList(), new List<T>(), EndOf(max));
        while (left.Count > 0)
        {
            var hint = $"all of {string.Join(", ", left)}";
            var got = await NextAsync(hint, end, cancellationToken).ConfigureAwait(false);
            if (got.Message is not T expected || !left.Remove(expected)) throw Unexpected(hint, got);
            received.Add(expected);
        }
        return received;
    }

    /// <summary>The next message, which must be the end of <paramref name="target"/>, watched before.</summary>
    public Task<Terminated> ExpectTerminatedAsync(IActorRef target, CancellationToken cancellationToken = default) => ExpectTerminatedAsync(target, null, cancellationToken);

    /// <summary>The next message, which must be the end of <paramref name="target"/>. Moves the clock by <paramref name="duration"/> at most.</summary>
    public Task<Terminated> ExpectTerminatedAsync(IActorRef target, TimeSpan? duration, CancellationToken cancellationToken = default) =>
        ExpectAsync<Terminated>($"the end of {target}", (got, _) => got.ActorRef.Equals(target), duration, cancellationToken);

    /// <summary>Drops messages up to the first <typeparamref name="T"/> that <paramref name="isMessage"/> accepts, and returns that one.</summary>
    public async Task<T> FishForMessageAsync<T>(Predicate<T> isMessage, TimeSpan? max = null, string? hint = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isMessage);
        for (var end = EndOf(max); ;)
        {
            var next = await NextAsync(hint ?? $"a {typeof(T).Name} to fish for", end, cancellationToken).ConfigureAwait(false);
            if (next.Message is T fish && isMessage(fish)) return fish;
        }
    }

    /// <summary>Drops messages while the clock moves by <paramref name="max"/>, all that have come; none of them may be exactly a <typeparamref name="T"/>.</summary>
    /// <param name="max">Null to leave the clock alone, or, inside of <see cref="WithinAsync(TimeSpan, Func{Task})"/>, for what is left of its time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task FishUntilMessageAsync<T>(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        for (var end = EndOf(max); await TryNextAsync(end, cancellationToken).ConfigureAwait(false) is { } next;)
            if (next.Message.GetType() == typeof(T)) throw Unexpected($"no {typeof(T).Name}", next);
    }

    /// <summary>Lets the actors come to rest; the probe must have no message then.</summary>
    public async Task ExpectNoMsgAsync(CancellationToken cancellationToken = default)
    {
        await Kit.SettleAsync(cancellationToken).ConfigureAwait(false);
        if (Probe.Queue.TryTake() is { } surprise) throw Unexpected("nothing", surprise);
    }

    /// <summary>Moves the clock by <paramref name="duration"/>; the probe must have no message then.</summary>
    public async Task ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default)
    {
        await Kit.AdvanceAsync(duration, cancellationToken).ConfigureAwait(false);
        await ExpectNoMsgAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> ExpectAsync<T>(string hint, Func<T, IActorRef?, bool> isMessage, TimeSpan? duration, CancellationToken cancellationToken)
    {
        var got = await NextAsync(hint, EndOf(duration), cancellationToken).ConfigureAwait(false);
        return got.Message is T message && isMessage(message, got.Sender) ? message : throw Unexpected(hint, got);
    }

    private async Task<Envelope> NextAsync(string hint, TimeSpan? end, CancellationToken cancellationToken)
    {
        if (Probe.Queue.TryTake() is { } waiting) return waiting;
        if (end is not null && await TryNextAsync(end, cancellationToken).ConfigureAwait(false) is { } inTime) return inTime;
        return await Probe.Queue.TakeAsync(Kit.Patience, $"{Probe.Path.Name} expected {hint}, but nothing came", cancellationToken).ConfigureAwait(false);
    }

    private async Task<Envelope?> TryNextAsync(TimeSpan? end, CancellationToken cancellationToken)
    {
        await Kit.SettleAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (Probe.Queue.TryTake() is { } next) return next;
            if (!await Kit.TryAdvanceAsync(end, cancellationToken).ConfigureAwait(false)) return null;
        }
    }

    private ExpectationException Unexpected(string hint, Envelope got) =>
        new($"{Probe.Path.Name} expected {hint}, but got {got.Message} ({got.Message.GetType()}) from {got.Sender?.ToString() ?? "nobody"}.");
}
