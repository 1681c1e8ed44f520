using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Conductor.Backends.Http;
using Conductor.Backends.Ollama;
using Conductor.Backends.OpenAi;
using Conductor.Core.Models;
using Conductor.OllamaSim;

namespace Conductor.Benchmarks.Backends;

/// <summary>What a token costs on its way from a socket to an output, against reading the same bytes and throwing them away.</summary>
internal static class BackendsSuite
{
    private const int Burst = 200_000;
    private const int Paced = 20_000;
    private const int Aborts = 1_000;
    private const int Rounds = 5;

    private static readonly ModelRequest Request = new() { Model = "m", Messages = [new ChatMessage("user", "Hi")] };

    private static readonly Wire[] Wires =
    [
        new("Ollama", "application/x-ndjson",
            """{"model":"m","created_at":"2026-11-21T07:00:00.123456789Z","message":{"role":"assistant","content":" token"},"done":false}""" + "\n",
            """{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}""" + "\n",
            url => new OllamaHost(new OllamaOptions { Url = url }),
            endings => new OllamaParser(endings)),
        new("OpenAI", "text/event-stream",
            """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":" token"},"finish_reason":null}]}""" + "\n\n",
            """data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}""" + "\n\ndata: [DONE]\n\n",
            url => new OpenAiHost(new OpenAiOptions { Url = url }),
            endings => new OpenAiParser(endings, 8 << 20, TimeProvider.System)),
    ];

    public static async Task<int> RunAsync(string[] names)
    {
        Console.WriteLine($".NET {Environment.Version}, {Environment.ProcessorCount} processors; best of {Rounds}");
        foreach (var wire in Wires.Where(wire => names.Length == 0 || names.Contains(wire.Name, StringComparer.OrdinalIgnoreCase)))
        {
            var answer = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(wire.Token, Burst)) + wire.End);
            var memory = await BestAsync(Burst, () => ParseAsync(wire, answer));
            Show($"{wire.Name}: parsed from memory", memory, null);
            await ShowSocketAsync(wire, $"{wire.Name}: a burst through a socket", Burst, () => null);
            await ShowSocketAsync(wire, $"{wire.Name}: one token at a time", Paced, () => new SemaphoreSlim(0));
            await ShowAbortsAsync(wire);
        }
        return 0;
    }

    private static async Task ShowSocketAsync(Wire wire, string name, int tokens, Func<SemaphoreSlim?> pace)
    {
        var gate = pace();
        await using var server = new BareServer(wire.ContentType, Pieces(wire, tokens, gate is null), gate);
        await using var host = wire.Host(server.Url);
        using var client = new HttpClient();
        var direct = await BestAsync(tokens, () => DiscardAsync(client, server.Url, gate));
        Show($"{name}, thrown away", direct, null);
        Show($"{name}, by the driver", await BestAsync(tokens, () => DriveAsync(host, gate, tokens)), direct);
    }

    // A burst comes in large packets, as from a host that writes faster than the line takes it.
    private static IEnumerable<string> Pieces(Wire wire, int tokens, bool isBurst) => isBurst
        ? Enumerable.Repeat(string.Concat(Enumerable.Repeat(wire.Token, 100)), tokens / 100).Append(wire.End)
        : Enumerable.Repeat(wire.Token, tokens).Append(wire.End);

    private static async Task ParseAsync(Wire wire, byte[] bytes)
    {
        var options = new OllamaOptions { Url = new Uri("http://127.0.0.1:1") };
        var endings = new HostEndings("", options.Url, "", TimeProvider.System);
        await using var host = new HostClient(options, endings, TimeProvider.System);
        await using var lines = new LineReader(PipeReader.Create(new MemoryStream(bytes), new StreamPipeReaderOptions(bufferSize: 16 * 1024)), 8 << 20, loneReturnEnds: true);
        await CountAsync(AnswerStream.ReadAsync(lines, wire.Parser(endings), host, exchange: null, CancellationToken.None), gate: null, Burst);
    }

    private static Task DriveAsync(IModelHost host, SemaphoreSlim? gate, int tokens)
    {
        gate?.Release();
        return CountAsync(host.RunAsync(Request, CancellationToken.None), gate, tokens);
    }

    private static async Task CountAsync(IAsyncEnumerable<ModelOutput> outputs, SemaphoreSlim? gate, int tokens)
    {
        var texts = 0;
        await foreach (var output in outputs)
        {
            if (output.Kind == OutputKind.Text)
                texts++;
            if (output.Kind is OutputKind.Text)
                gate?.Release();
            if (output.Ending is { IsWhole: false } ending)
                throw new InvalidOperationException(ending.ToString());
        }
        // The terminator.
        gate?.Release();
        if (texts != tokens)
            throw new InvalidOperationException($"{texts} of {tokens} tokens.");
    }

    private static async Task DiscardAsync(HttpClient client, Uri url, SemaphoreSlim? gate)
    {
        gate?.Release();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent("{}") };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer) > 0)
            gate?.Release();
    }

    private static async Task ShowAbortsAsync(Wire wire)
    {
        await using var sim = OllamaSimulator.Start("m");
        var held = new TokenGate();
        held.Release(3);
        sim.Always(Answer.Tokens(60).Gated(held));
        await using var host = wire.Host(wire.Name == "Ollama" ? sim.Url : new Uri(sim.Url, "/v1"));
        var times = new List<double>();
        for (var i = 0; i < Aborts; i++)
        {
            using var cancel = new CancellationTokenSource();
            await using var answer = host.RunAsync(Request, cancel.Token).GetAsyncEnumerator(cancel.Token);
            for (var texts = 0; texts < 3;)
                texts += await answer.MoveNextAsync() && answer.Current.Kind == OutputKind.Text ? 1 : 0;
            var request = await sim.Requests.NextGenerationAsync(cancel.Token);
            // Every other one while a read is under way, the rest while the reader is held up.
            var reading = i % 2 == 0 ? answer.MoveNextAsync().AsTask() : Task.CompletedTask;
            var start = TimeProvider.System.GetUtcNow();
            await cancel.CancelAsync();
            times.Add((await request.ClosedByClient - start).TotalMilliseconds);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{wire.Name + ": from a cancel until the host sees the close",-60} p50 {times[Aborts / 2]:F2} ms, p99 {times[Aborts * 99 / 100]:F2} ms, worst {times[^1]:F2} ms   <= 100 ms: {(times[Aborts * 99 / 100] <= 100 ? "met" : "MISSED")}"));
    }

    private static async Task<Cost> BestAsync(int tokens, Func<Task> round)
    {
        var best = new Cost(double.MaxValue, double.MaxValue);
        for (var i = 0; i <= Rounds; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var start = TimeProvider.System.GetTimestamp();
            await round();
            var cost = new Cost(TimeProvider.System.GetElapsedTime(start).TotalNanoseconds / tokens, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)tokens);
            if (i > 0)
                best = new Cost(Math.Min(best.Nanoseconds, cost.Nanoseconds), Math.Min(best.Bytes, cost.Bytes));
        }
        return best;
    }

    private static void Show(string name, Cost cost, Cost? direct) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name,-60} {cost.Nanoseconds,8:F0} ns {cost.Bytes,8:F1} B a token{(direct is { } other ? $"   {cost.Nanoseconds / other.Nanoseconds:F2} x, {cost.Bytes - other.Bytes:+0.0;-0.0;0} B" : "")}"));

    private readonly record struct Cost(double Nanoseconds, double Bytes);

    private sealed record Wire(string Name, string ContentType, string Token, string End, Func<Uri, IModelHost> Host, Func<HostEndings, AnswerParser> Parser);
}
