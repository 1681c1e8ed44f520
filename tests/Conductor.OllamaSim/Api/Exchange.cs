using System.Buffers;
using System.Text;
using Conductor.OllamaSim.Json;
using Conductor.OllamaSim.Wire;

namespace Conductor.OllamaSim.Api;

/// <summary>One request and the means to answer it, faults included.</summary>
internal sealed class Exchange(OllamaSimulator sim, SimRequest request, HttpReply reply, ClientLink link)
{
    // Go's server states the length of a body that fits its buffer, and chunks a longer one.
    private const int GoBufferBytes = 2048;

    public OllamaSimulator Sim { get; } = sim;

    public SimRequest Request { get; } = request;

    public HttpReply Reply { get; } = reply;

    /// <summary>What the scripts of routes want; null when they say nothing.</summary>
    public Answer? Step { get; set; }

    /// <summary>What goes wrong with this request; <see cref="OllamaSim.Fault.None"/> when nothing does.</summary>
    public Fault Fault { get; private set; } = Fault.None;

    /// <summary>Cancelled when the connection is gone.</summary>
    public CancellationToken Gone => link.Gone;

    public bool SpeaksOpenAi => Request.Path.StartsWith("/v1/", StringComparison.Ordinal);

    public void Suffer(Fault? fault)
    {
        if (fault is null || !fault.Strikes(Request)) return;
        Fault = fault;
        Request.Fault = fault.Name;
        Reply.Packets = Packets.For(fault);
        Reply.IsGzip = fault.IsGzip;
    }

    /// <summary>Does what the fault wants in place of an answer; false when there is to be one.</summary>
    public async Task<bool> RefusesAsync()
    {
        if (Fault.Refusal is { } refusal) await RefuseAsync(refusal).ConfigureAwait(false);
        else if (Fault.Before is BeforeHeaders.Reset or BeforeHeaders.Close) Break(reset: Fault.Before is BeforeHeaders.Reset);
        else return false;
        return true;
    }

    /// <summary>An error object in the protocol's form.</summary>
    public Task SendErrorAsync(int status, string message, string? code = null) =>
        SendJsonAsync(json => WriteError(json, status, message, code), status);

    public void WriteError(GoJson json, int status, string message, string? code = null)
    {
        if (SpeaksOpenAi || Sim.Options.Flavor is SimFlavor.OpenAi) Errors.WriteOpenAi(json, status, message, code);
        else Errors.WriteNative(json, message);
    }

    /// <summary>The error of a fault, in place of an answer that is not streamed.</summary>
    public async Task SendFailureAsync(string message) => await RefuseAsync(new Refusal(500, message)).ConfigureAwait(false);

    public Task SendJsonAsync(Action<GoJson> write, int status = 200, double share = 0.5)
    {
        var body = new ArrayBufferWriter<byte>(512);
        write(new GoJson(body));
        return SendDocumentAsync(body.WrittenMemory, "application/json; charset=utf-8", status, share);
    }

    /// <summary>A body that is sent whole, spoiled at a share of its length when the fault wants it.</summary>
    public async Task SendDocumentAsync(ReadOnlyMemory<byte> body, string contentType, int status = 200, double share = 0.5)
    {
        var isPlain = Fault is { FirstTokenAfter: null, End.LacksTerminator: false, LeaveOpen: false, IsGzip: false };
        if (isPlain && body.Length < GoBufferBytes) Reply.Begin(status, contentType, body.Length);
        else Reply.BeginStream(status, contentType);
        await HoldAsync().ConfigureAwait(false);
        if (Fault.Middle is { } middle && !await SpoilAsync(middle, body, share).ConfigureAwait(false)) return;
        if (Fault.Middle is null) Reply.Put(body.Span);
        if (Fault.End.LacksTerminator || Fault.LeaveOpen) await LeaveUnendedAsync().ConfigureAwait(false);
        else await CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Sends the headers and waits, when the fault wants it.</summary>
    public async Task HoldAsync()
    {
        if (Fault.FirstTokenAfter is not { } silence) return;
        await Reply.FlushAsync().ConfigureAwait(false);
        await Task.Delay(silence, Sim.Options.Time, Gone).ConfigureAwait(false);
    }

    public async Task CompleteAsync()
    {
        Reply.End();
        // The client may close on the last byte, before we are back here: that is no early leave.
        Request.IsFinishing = true;
        try
        {
            await Reply.FlushAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            End(SimEnding.ClientClosed);
            throw;
        }
        End(Fault.IsHarmless ? SimEnding.Completed : SimEnding.Faulted);
    }

    /// <summary>What was put in goes out, but the body never gets its end: closed with FIN, or left open until the client goes.</summary>
    public async Task LeaveUnendedAsync()
    {
        await Reply.FlushAsync().ConfigureAwait(false);
        if (Fault.LeaveOpen) await SilenceAsync().ConfigureAwait(false);
        else Break(reset: false);
    }

    /// <summary>Says nothing more until the client closes.</summary>
    public async Task SilenceAsync()
    {
        await Reply.FlushAsync().ConfigureAwait(false);
        await Task.Delay(Timeout.InfiniteTimeSpan, Sim.Options.Time, Gone).ConfigureAwait(false);
    }

    public void Break(bool reset)
    {
        End(SimEnding.Faulted);
        Reply.KeepsAlive = false;
        link.Close(reset);
    }

    private void End(SimEnding ending) => Sim.NoteEnded(Request, ending);

    private async Task RefuseAsync(Refusal refusal)
    {
        var (body, status) = (new ArrayBufferWriter<byte>(256), refusal.Status);
        if (refusal.Body is { } text) Encoding.UTF8.GetBytes(text, body);
        else WriteError(new GoJson(body), status, refusal.Message ?? Errors.UsualMessage(status), refusal.Code ?? Errors.UsualCode(status));
        if (Reply.IsGzip) Reply.BeginStream(status, refusal.ContentType, refusal.Headers);
        else Reply.Begin(status, refusal.ContentType, body.WrittenCount, refusal.Headers);
        Reply.Put(body.WrittenSpan);
        await CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>True when the answer may still be ended properly.</summary>
    private async Task<bool> SpoilAsync(Middle middle, ReadOnlyMemory<byte> body, double share)
    {
        var at = Math.Clamp((int)(body.Length * share), 0, body.Length);
        Reply.Put(body.Span[..at]);
        switch (middle.Kind)
        {
            case MiddleKind.Garbage:
                Reply.Put(Encoding.UTF8.GetBytes(middle.Text ?? "}{\"garbage"));
                Reply.Put(body.Span[at..]);
                return true;
            case MiddleKind.Pause:
                await Reply.FlushAsync().ConfigureAwait(false);
                await Task.Delay(middle.Pause, Sim.Options.Time, Gone).ConfigureAwait(false);
                Reply.Put(body.Span[at..]);
                return true;
            case MiddleKind.Silence:
                await SilenceAsync().ConfigureAwait(false);
                return false;
            default:
                await Reply.FlushAsync().ConfigureAwait(false);
                Break(reset: middle.Kind is MiddleKind.Reset);
                return false;
        }
    }
}
