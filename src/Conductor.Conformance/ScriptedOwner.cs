using System.Runtime.CompilerServices;
using Conductor.Core.Ports;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Conformance;

/// <summary>The member's own side of a link, for clauses: it accepts every order, and yields numbered frames of given epochs.</summary>
internal sealed class ScriptedOwner : IPeerTarget
{
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _yielded;

    public long[] Epochs { get; init; } = [.. Enumerable.Repeat(1L, 100)];

    /// <summary>Nobody reads its frames any more.</summary>
    public Task LetGo => _letGo.Task;

    /// <summary>Frames that were asked of it.</summary>
    public int Yielded => Volatile.Read(ref _yielded);

    public Task<ServerMessage> TakeAsync(Command order, CancellationToken cancellationToken) =>
        Task.FromResult<ServerMessage>(new Accepted(order.CommandId, ((RenameConversation)order).ConversationId, null, 7, false));

    public async IAsyncEnumerable<PeerFrame> FollowAsync(Subscribe order, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; i < Epochs.Length; i++)
            {
                await Task.Yield();
                Interlocked.Increment(ref _yielded);
                yield return new PeerFrame(Epochs[i], new ConductorPing((ulong)i + 1));
            }
        }
        finally
        {
            _letGo.TrySetResult();
        }
    }
}
