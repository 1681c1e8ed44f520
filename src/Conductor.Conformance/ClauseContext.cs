using System.Runtime.CompilerServices;
using Conductor.Core.Ports;

namespace Conductor.Conformance;

/// <summary>What a clause works with, and the words in which it complains.</summary>
internal sealed class ClauseContext(PortsUnderTest under, CancellationToken token)
{
    public CancellationToken Token => token;

    public IMembership Membership => under.Ports.Membership;

    public IConversationDirectory Directory => under.Ports.Directory;

    public IConversationLog Log => under.Ports.Log;

    public IPermits Permits => under.Ports.Permits;

    public IPeerLink Link => under.Ports.Link;

    /// <summary>The same data after the death of the process.</summary>
    public async Task<PortsUnderTest> RestartAsync() => under.Restart is { } restart ? await restart().ConfigureAwait(false) : throw new ClauseDoesNotApplyException();

    public static void Same<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new ConformanceException($"{what} is {actual}, and should be {expected}.");
    }

    public static void SameAll<T>(IEnumerable<T> expected, IEnumerable<T> actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        var (wanted, found) = (expected.ToList(), actual.ToList());
        if (!wanted.SequenceEqual(found))
            throw new ConformanceException($"{what} is [{string.Join(", ", found)}], and should be [{string.Join(", ", wanted)}].");
    }

    public static void Holds(bool condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        if (!condition)
            throw new ConformanceException($"This does not hold: {what}.");
    }

    public static T Is<T>(object? actual, [CallerArgumentExpression(nameof(actual))] string what = "") =>
        actual is T wanted ? wanted : throw new ConformanceException($"{what} is {actual ?? "null"}, and should be a {typeof(T).Name}.");

    public async Task<Claim.Granted> ClaimAsync(Guid conversation) =>
        Is<Claim.Granted>(await Directory.ClaimAsync(conversation, token).ConfigureAwait(false), "the answer to a claim of what nobody owns");

    public Task<List<StoredEvent>> ReadAsync(Guid conversation, long after = 0) => Log.AllAsync(conversation, after, token);

    public async Task<ConversationOutline> OutlineAsync(Guid conversation) =>
        Is<ConversationPlace>(await Directory.LocateAsync(conversation, token).ConfigureAwait(false), "the place of a conversation that was begun").Outline;

    public Task<Guid> BeginAsync(string title, int minute = 0, params string[] words) => under.Ports.BeginAsync(title, minute, words, token);
}

/// <summary>A clause is about something that an implementation does not claim to have.</summary>
internal sealed class ClauseDoesNotApplyException : Exception;
