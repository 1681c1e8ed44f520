using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Tests.Peers;

/// <summary>
/// A conductor that keeps turns as docs/protocol.md says: each has numbered entries, each connection a position in those that it
/// follows, and a turn can be resumed after any entry. Its answers are made by the test, entry by entry.
/// </summary>
internal sealed class KeepingPeer : IAsyncDisposable
{
    private readonly Peer _peer = new();
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<Guid, List<TurnEntry>> _turns = [];
    private readonly Dictionary<Guid, Accepted> _known = [];
    private readonly Dictionary<Guid, ulong> _read = [];
    private readonly Task _serving;
    private PeerSession? _session;
    private TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public KeepingPeer() => _serving = ServeAsync();

    public string Address => _peer.Address;

    public int Connections { get; private set; }

    public int Prompts { get; private set; }

    /// <summary>The turn that the first prompt began.</summary>
    public TaskCompletionSource<Guid> Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes the next entry of a turn, and sends it to whoever follows it.</summary>
    public async Task AppendAsync(Guid turn, Func<ulong, TurnEntry> entry)
    {
        await _gate.WaitAsync(Patience.Token);
        try
        {
            var entries = _turns[turn];
            entries.Add(entry((ulong)entries.Count + 1));
            await PumpAsync(turn);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Pulls the cable, and returns what completes when the surface is back.</summary>
    public async Task<Task> CutAsync()
    {
        await _gate.WaitAsync(Patience.Token);
        try
        {
            if (_session is not null)
                await _session.DisposeAsync();
            return _came.Task;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _peer.DisposeAsync();
        await CutAsync();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                await CarryAsync(await _peer.AcceptAsync());
        }
        catch (Exception over) when (over is ObjectDisposedException or System.Net.Sockets.SocketException or TimeoutException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(PeerSession session)
    {
        await session.GreetAsync();
        await _gate.WaitAsync(Patience.Token);
        (_session, Connections) = (session, Connections + 1);
        _read.Clear();
        _came.TrySetResult();
        _came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gate.Release();
        while (await session.ReadAsync() is { } message)
        {
            await _gate.WaitAsync(Patience.Token);
            try
            {
                await ObeyAsync(session, message);
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException)
            {
                // The cable was pulled in the middle of an answer.
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    private async Task ObeyAsync(PeerSession session, ClientMessage message)
    {
        switch (message)
        {
            case Command command when _known.TryGetValue(command.CommandId, out var before):
                await session.SendAsync(before with { Duplicate = true });
                break;
            case Prompt prompt:
                var turn = Guid.CreateVersion7();
                Prompts++;
                _turns.Add(turn, []);
                _known.Add(prompt.CommandId, new Accepted(prompt.CommandId, prompt.ConversationId, turn, 1, false));
                Begun.TrySetResult(turn);
                await session.SendAsync(_known[prompt.CommandId]);
                break;
            case Resume { Position: var position } resume when _turns.ContainsKey(position.TurnId):
                _read[position.TurnId] = position.After;
                await session.SendAsync(new Accepted(resume.CommandId, resume.ConversationId, position.TurnId, null, false));
                await PumpAsync(position.TurnId);
                break;
            case Command command:
                await session.SendAsync(Error.Of(ErrorCode.TurnNotFound, commandId: command.CommandId));
                break;
            case SurfacePing ping:
                await session.SendAsync(new ConductorPong(ping.Seq));
                break;
        }
    }

    private async Task PumpAsync(Guid turn)
    {
        if (_session is not { } session || !_read.TryGetValue(turn, out var after))
            return;
        try
        {
            await session.SendAsync([.. Together(_turns[turn].Skip((int)after))]);
            _read[turn] = (ulong)_turns[turn].Count;
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // Kept, and asked for again.
        }
    }

    // As a conductor does for a surface that is behind: text that goes together comes together.
    private static IEnumerable<TurnEntry> Together(IEnumerable<TurnEntry> entries)
    {
        Text? text = null;
        foreach (var entry in entries)
        {
            if (entry is Text more)
            {
                text = text is null ? more : new Text(more.TurnId, more.Seq, text.From ?? text.Seq, text.Content + more.Content);
                continue;
            }
            if (text is not null)
                yield return text;
            text = null;
            yield return entry;
        }
        if (text is not null)
            yield return text;
    }
}
