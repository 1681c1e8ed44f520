using System.Text;
using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;

namespace Conductor.Backends.Tests.Http;

public sealed class AllocationTests
{
    private const int Tokens = 20_000;

    // Without optimization the compiler makes an object of the state of each asynchronous call: two per read, never one per token.
#if DEBUG
    private const int BytesPerRead = 400;
#else
    private const int BytesPerRead = 0;
#endif

    [Theory]
    [InlineData("token ", 0)]
    [InlineData("to\\u003cken\\n", 0)]
    [InlineData("token ", 1000)]
    [InlineData("token ", 10_000)]
    public Task A_token_of_an_Ollama_costs_no_allocation(string token, int packet)
    {
        var line = $$$"""{"model":"m","created_at":"2026-11-21T07:00:00Z","message":{"role":"assistant","content":"{{{token}}}","thinking":"\t"},"done":false}""" + "\n";
        return MeasureAsync(line, packet, OllamaAnswers.Outputs);
    }

    [Theory]
    [InlineData("token ", 0)]
    [InlineData("to\\u003cken\\n", 0)]
    [InlineData("token ", 1000)]
    [InlineData("token ", 10_000)]
    public Task A_token_of_an_OpenAI_compatible_server_costs_no_allocation(string token, int packet)
    {
        var chunk = $$$"""data: {"id":"c","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{{token}}}","reasoning":"\t"},"finish_reason":null}]}""" + "\n\n";
        return MeasureAsync(chunk, packet, OpenAiAnswers.Outputs);
    }

    private static async Task MeasureAsync(string token, int packet, Func<Stream, int, IAsyncEnumerable<ModelOutput>> read)
    {
        var answer = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(token, Tokens)));
        var packetLength = packet > 0 ? packet : token.Length;
        await using var outputs = read(new SplitStream(answer, [packetLength]), 1 << 20).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var texts = 0;
        long before = 0;
        // Everything completes at once, on this thread: its count is exact. The first tenth fills the pools.
        while (await outputs.MoveNextAsync())
        {
            if (outputs.Current.Kind != OutputKind.Text)
                continue;
            if (++texts == Tokens / 10)
                before = GC.GetAllocatedBytesForCurrentThread();
            if (texts == Tokens)
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024 + BytesPerRead * (answer.Length / packetLength));
        }
        Assert.Equal(Tokens, texts);
    }
}
