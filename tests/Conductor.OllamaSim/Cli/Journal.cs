using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace Conductor.OllamaSim.Cli;

/// <summary>Writes the log of requests to the standard output as it goes: a line when a request arrives, another when it ends.</summary>
internal sealed class Journal
{
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(
        new BoundedChannelOptions(100_000) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Follow(OllamaSimulator sim)
    {
        sim.Requests.Arrived += request => Write($"{request.ArrivedAt.ToLocalTime():HH:mm:ss.fff}  #{request.Number,-4} {What(request)}");
        sim.Requests.Ended += request => Write($"{request.EndedAt?.ToLocalTime():HH:mm:ss.fff}  #{request.Number,-4} {Outcome(request)}{Figures(request)}");
    }

    public void Write(FormattableString line) => Write(line.ToString(CultureInfo.InvariantCulture));

    public void Write(string line) => _lines.Writer.TryWrite(line);

    public void Complete() => _lines.Writer.Complete();

    /// <summary>Writes until it is complete; lines that come faster than the output takes them are dropped, oldest first.</summary>
    public async Task RunAsync(Stream output)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync().ConfigureAwait(false))
            await output.WriteAsync(Encoding.UTF8.GetBytes($"{line}\n")).ConfigureAwait(false);
    }

    private static string What(SimRequest request) =>
        $"{request.Method} {request.Target} {request.Model}{(request.IsGeneration && request.Stream ? " (stream)" : "")}";

    private static string Figures(SimRequest request) => string.Create(
        CultureInfo.InvariantCulture,
        $" in {(request.EndedAt - request.ArrivedAt)?.TotalMilliseconds:0.0} ms, {request.SentTokens} tokens, {request.SentBytes} bytes");

    private static string Outcome(SimRequest request) => request.Ending switch
    {
        SimEnding.Completed => $"{request.Status}",
        SimEnding.ClientClosed => $"{request.Status} closed by the client",
        SimEnding.Faulted => $"{request.Status} fault: {request.Fault}",
        var ending => $"{request.Status} {ending}",
    };
}
