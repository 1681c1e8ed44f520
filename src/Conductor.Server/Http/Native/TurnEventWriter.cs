using System.Buffers;
using System.Globalization;
using System.Text;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Native;

/// <summary>Writes entries as server-sent events: the number to come back with as their id, the message as their data. For one caller at a time.</summary>
internal sealed class TurnEventWriter(HttpContext context, TimeProvider time, uint attempt) : IDisposable
{
    private readonly StreamedBody _body = StreamedBody.Begin(context, "text/event-stream", time);
    private readonly ArrayBufferWriter<byte> _message = new(256);
    private uint _attempt = attempt;

    /// <summary>Sends one.</summary>
    /// <returns>False when the reader is gone.</returns>
    public ValueTask<bool> WriteAsync(ServerMessage message)
    {
        _attempt = message switch { Restarted restarted => restarted.Attempt, TurnSnapshot snapshot => snapshot.Attempt, _ => _attempt };
        if (message is not (TurnEntry or TurnSnapshot))
            return ValueTask.FromResult(true);
        var seq = message is TurnEntry entry ? entry.Seq : ((TurnSnapshot)message).Seq;
        _message.ResetWrittenCount();
        ServerMessageCodec.TryWrite(_message, message);
        Raw(string.Create(CultureInfo.InvariantCulture, $"id: {_attempt}.{seq}\ndata: "));
        _body.Output.Raw(_message.WrittenSpan);
        _body.Output.Raw("\n\n"u8);
        return _body.FlushAsync();
    }

    /// <summary>Sends a line that means nothing, so that nobody on the way takes the silence for an end.</summary>
    public ValueTask<bool> BeatAsync()
    {
        _body.Output.Raw(": \n\n"u8);
        return _body.FlushAsync();
    }

    public ValueTask FinishAsync() => _body.FinishAsync();

    public ValueTask CutAsync() => _body.CutAsync();

    public void Dispose() => _body.Dispose();

    private void Raw(string text) => _body.Output.Raw(Encoding.ASCII.GetBytes(text));
}
