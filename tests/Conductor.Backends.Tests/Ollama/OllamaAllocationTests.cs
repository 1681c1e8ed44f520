using System.Text;
using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;

namespace Conductor.Backends.Tests.Ollama;

public sealed class OllamaAllocationTests
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
    public async Task A_token_costs_no_allocation(string token, int packet)
    {
        var line = $$$"""{"model":"m","created_at":"2026-11-21T07:00:00Z","message":{"role":"assistant","content":"{{{token}}}","thinking":"\t"},"done":false}""" + "\n";
        var answer = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(line, Tokens)) + """{"done":true}""");
        var packetLength = packet > 0 ? packet : line.Length;
        await using var outputs = OllamaAnswers.Outputs(new SplitStream(answer, [packetLength]))
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
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
