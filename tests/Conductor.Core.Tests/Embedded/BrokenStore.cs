using System.Runtime.CompilerServices;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;
using ConversationLog;

namespace Conductor.Core.Tests.Embedded;

/// <summary>A store of an application that throws what no contract allows, whenever it is told to.</summary>
internal sealed class BrokenStore : IConversationStore
{
    private readonly TableStore _table = new(new EventTable());

    public bool IsBroken { get; set; }

    public bool OpensNever { get; init; }

    public bool IsDisposed { get; private set; }

    public async ValueTask<Member> OpenAsync(string name, CancellationToken cancellationToken)
    {
        if (OpensNever)
            await new TaskCompletionSource().Task;
        return await Whole().OpenAsync(name, cancellationToken);
    }

    public ValueTask<ConversationPlace?> LocateAsync(Guid conversation, CancellationToken cancellationToken) => Whole().LocateAsync(conversation, cancellationToken);

    public ValueTask<Claim> ClaimAsync(Guid conversation, CancellationToken cancellationToken) => Whole().ClaimAsync(conversation, cancellationToken);

    public ValueTask ReleaseAsync(Guid conversation, long epoch, CancellationToken cancellationToken) => Whole().ReleaseAsync(conversation, epoch, cancellationToken);

    public ValueTask<ConversationPage> ListAsync(ConversationQuery query, CancellationToken cancellationToken) => Whole().ListAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<Guid>> OrphansAsync(int limit, CancellationToken cancellationToken) => Whole().OrphansAsync(limit, cancellationToken);

    public ValueTask<AppendOutcome> AppendAsync(Guid conversation, long epoch, long head, IReadOnlyList<ConversationEvent> events) =>
        Whole().AppendAsync(conversation, epoch, head, events);

    public ValueTask<AppendOutcome> DeleteAsync(Guid conversation, long epoch, Guid? commandId) => Whole().DeleteAsync(conversation, epoch, commandId);

    public async IAsyncEnumerable<StoredEvent> ReadAsync(Guid conversation, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in _table.ReadAsync(conversation, after, cancellationToken))
        {
            Whole();
            yield return stored;
        }
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        Whole();
        return default;
    }

    private TableStore Whole() => IsBroken ? throw new InvalidOperationException("The table is locked.") : _table;
}
