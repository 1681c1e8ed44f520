using System.Buffers;
using Conductor.OllamaSim.Wire;
using Conductor.OllamaSim.Words;

namespace Conductor.OllamaSim.Api;

/// <summary>Carries one answer to its client at its pace, up to its end or to the fault that strikes it.</summary>
internal sealed class Delivery(Exchange exchange, Dialect dialect, Turn turn, Action? beforeEnd = null) : IDisposable
{
    private const int FlushBytes = 64 << 10;

    // Shorter ones are made anew each time, with a time and an id of their own; they cost little.
    private const int LongBurst = 256;

    private readonly Pace _pace = new(turn.Answer, exchange.Sim.Options.Time, exchange.Gone);
    private readonly Lines _lines = new(dialect.IsSse, exchange.Fault, exchange.Reply.Put);

    private IReadOnlyList<Piece> Pieces => turn.Speech.Pieces;

    private Fault Fault => exchange.Fault;

    private bool IsPlainBurst => Pieces.Count >= LongBurst && dialect.IsRepeatable && _pace.IsBurst && Fault == Fault.None && exchange.Reply.IsChunked && !turn.ShowsLogprobs
        && turn.Answer.Extras.Length == 0;

    public async Task RunAsync()
    {
        if (turn.Answer.Prefill is { } prefill && prefill > TimeSpan.Zero)
            await Task.Delay(prefill, exchange.Sim.Options.Time, exchange.Gone).ConfigureAwait(false);
        _pace.Start();
        turn.NoteFirstToken();
        if (exchange.Request.Stream) await StreamAsync().ConfigureAwait(false);
        else await SendWholeAsync().ConfigureAwait(false);
    }

    public void Dispose() => _pace.Dispose();

    private async Task StreamAsync()
    {
        exchange.Reply.BeginStream(200, dialect.StreamType);
        await exchange.HoldAsync().ConfigureAwait(false);
        dialect.Open(_lines, turn);
        if (IsPlainBurst) await BurstAsync().ConfigureAwait(false);
        else if (Fault.Middle is { } middle && !await SpoilAsync(middle).ConfigureAwait(false)) return;
        else await SayAsync(SaidUpTo(Fault.Middle), Pieces.Count).ConfigureAwait(false);
        beforeEnd?.Invoke();
        dialect.Finish(_lines, turn, Fault.End);
        exchange.Request.NoteTokens(Pieces.Count);
        if (Fault.LeaveOpen) await exchange.LeaveUnendedAsync().ConfigureAwait(false);
        else await exchange.CompleteAsync().ConfigureAwait(false);
    }

    private int SaidUpTo(Middle? middle) => middle is null ? 0 : Math.Min(middle.After, Pieces.Count);

    /// <summary>Says what comes before the fault and lets it strike; true when the answer goes on after it.</summary>
    private async Task<bool> SpoilAsync(Middle middle)
    {
        await SayAsync(0, SaidUpTo(middle)).ConfigureAwait(false);
        switch (middle.Kind)
        {
            case MiddleKind.Garbage:
                _lines.Text(middle.Text ?? dialect.Garbage);
                return true;
            case MiddleKind.Pause:
                await exchange.Reply.FlushAsync().ConfigureAwait(false);
                await Task.Delay(middle.Pause, exchange.Sim.Options.Time, exchange.Gone).ConfigureAwait(false);
                _pace.Start();
                return true;
            case MiddleKind.Error:
                dialect.Fail(_lines, turn, middle);
                if (Fault.LeaveOpen) await exchange.SilenceAsync().ConfigureAwait(false);
                await exchange.CompleteAsync().ConfigureAwait(false);
                return false;
            case MiddleKind.Silence:
                await exchange.SilenceAsync().ConfigureAwait(false);
                return false;
            default:
                await exchange.Reply.FlushAsync().ConfigureAwait(false);
                exchange.Break(reset: middle.Kind is MiddleKind.Reset);
                return false;
        }
    }

    private async Task SayAsync(int from, int to)
    {
        for (var sent = from; sent < to;)
        {
            var allowed = Math.Min(await _pace.AllowedAsync(sent).ConfigureAwait(false), to);
            while (sent < allowed && exchange.Reply.Waiting < FlushBytes) Say(sent++);
            await exchange.Reply.FlushAsync().ConfigureAwait(false);
            exchange.Request.NoteTokens(sent);
        }
    }

    private void Say(int index) => dialect.Say(_lines, turn, Pieces[index], isFirst: index == 0);

    /// <summary>The whole answer from bytes that were made once.</summary>
    private async Task BurstAsync()
    {
        var rendered = turn.Speech.Render($"{dialect.GetType().Name} {turn.Request.Model} {turn.Model.RemoteModel} {turn.Model.RemoteHost}", Render);
        turn.Adopt(rendered);
        await exchange.Reply.FlushAsync().ConfigureAwait(false);
        for (var sent = 0; sent < rendered.Bytes.Length;)
        {
            var part = Math.Min(FlushBytes, rendered.Bytes.Length - sent);
            await exchange.Reply.SendFramedAsync(rendered.Bytes.AsMemory(sent, part)).ConfigureAwait(false);
            sent += part;
            exchange.Request.NoteTokens(rendered.TokensIn(sent));
        }
    }

    private Rendered Render()
    {
        var (bytes, ends, index) = (new ArrayBufferWriter<byte>(Pieces.Count * 160 + 16), new int[Pieces.Count], 0);
        var lines = new Lines(dialect.IsSse, Fault.None, part => HttpReply.Frame(bytes, part));
        foreach (var piece in Pieces)
        {
            dialect.Say(lines, turn, piece, isFirst: index == 0);
            ends[index++] = bytes.WrittenCount;
        }
        return new Rendered(bytes.WrittenSpan.ToArray(), ends, turn.Key, turn.Created);
    }

    private async Task SendWholeAsync()
    {
        // Only a fault or a pace can make time pass here; the text is there at once.
        await WaitForTokensAsync(Fault.Middle?.Kind is MiddleKind.Cut or MiddleKind.Reset or MiddleKind.Silence or MiddleKind.Error
            ? SaidUpTo(Fault.Middle)
            : Pieces.Count).ConfigureAwait(false);
        if (Fault.Middle is { Kind: MiddleKind.Error } error)
        {
            await exchange.SendFailureAsync(error.Text!).ConfigureAwait(false);
            return;
        }
        var share = Pieces.Count == 0 ? 0.5 : (double)SaidUpTo(Fault.Middle) / Pieces.Count;
        if (Fault.Middle is null) exchange.Request.NoteTokens(Pieces.Count);
        beforeEnd?.Invoke();
        await exchange.SendJsonAsync(json => dialect.Whole(json, turn, Fault.End), share: share).ConfigureAwait(false);
    }

    private async Task WaitForTokensAsync(int count)
    {
        for (var spoken = 0; spoken < count;)
            spoken = await _pace.AllowedAsync(spoken).ConfigureAwait(false);
    }
}
