using System.Text;
using Conductor.Core.Sessions.Version2;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Tests.Sessions.Version2;

/// <summary>A way to a surface that only notes what it was told to write, in both versions.</summary>
internal sealed class RecordedConnection : IEntryConnection
{
    public List<object> Written { get; } = [];

    public string Id => "recorded";

    public string Peer => "tester";

    public bool Write(ServerMessage message) => Note(message);

    public bool Write(ConductorMessage message) => Note(message);

    public void WriteWords(Guid turn, ulong seq, ulong? from, ReadOnlySpan<byte> utf8, bool isThinking)
    {
        var words = Encoding.UTF8.GetString(utf8);
        Note(isThinking ? new Thinking(turn, seq, from, words) : new Text(turn, seq, from, words));
    }

    public void WriteToken(ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> text) =>
        Note(new Token(Encoding.UTF8.GetString(messageId), Encoding.UTF8.GetString(text)));

    /// <summary>Nobody reads: no flush ever completes.</summary>
    public bool IsStuck { get; init; }

    public async ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
    {
        if (IsStuck)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    public void Close()
    {
    }

    private bool Note(object message)
    {
        Written.Add(message);
        return true;
    }
}
