using System.Text.Json;

namespace Conductor.OllamaSim.Tests.Api;

public sealed class EmbeddingTests : SimTest
{
    [Fact]
    public async Task The_same_text_is_always_in_the_same_place_and_vectors_have_length_1()
    {
        var (one, two) = (Start(new SimModel("bert") { EmbeddingLength = 16 }), Start(new SimModel("bert") { EmbeddingLength = 16 }));
        var first = Vectors(await Raw.AskAsync(one, "/api/embed", """{"model":"bert","input":["a b","c"]}"""), "embeddings");
        var second = Vectors(await Raw.AskAsync(two, "/api/embed", """{"model":"bert","input":"a b"}"""), "embeddings");
        Assert.Equal(2, first.Length);
        Assert.Equal(first[0], second[0]);
        Assert.NotEqual(first[0], first[1]);
        Assert.Equal(16, first[0].Length);
        Assert.Equal(1, Math.Sqrt(first[0].Sum(value => value * value)), 5);
    }

    [Fact]
    public async Task No_input_gives_no_vectors_and_the_old_route_gives_one()
    {
        var sim = Start("bert");
        Assert.Contains("\"embeddings\":[]", await Raw.AskAsync(sim, "/api/embed", """{"model":"bert","input":[]}"""), StringComparison.Ordinal);
        Assert.StartsWith("{\"embedding\":[", Raw.BodyOf(await Raw.AskAsync(sim, "/api/embeddings", """{"model":"bert","prompt":"a"}""")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAIs_base64_holds_the_same_numbers()
    {
        var sim = Start("bert");
        var plain = await Raw.AskAsync(sim, "/v1/embeddings", """{"model":"bert","input":"a"}""");
        var packed = await Raw.AskAsync(sim, "/v1/embeddings", """{"model":"bert","input":"a","encoding_format":"base64"}""");
        var numbers = JsonDocument.Parse(Raw.BodyOf(plain)).RootElement.GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle());
        var bytes = JsonDocument.Parse(Raw.BodyOf(packed)).RootElement.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
        var unpacked = Enumerable.Range(0, bytes.Length / 4).Select(index => BitConverter.ToSingle(bytes, index * 4));
        Assert.All(numbers.Zip(unpacked), pair => Assert.Equal(pair.First, pair.Second, 5));
        Assert.EndsWith("\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}", Raw.BodyOf(plain), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_strike_embeddings_too()
    {
        var sim = Start("bert");
        sim.Script("bert").Next(Fault.Status(503));
        Assert.StartsWith("HTTP/1.1 503", await Raw.AskAsync(sim, "/api/embed", """{"model":"bert","input":"a"}"""), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await Raw.AskAsync(sim, "/api/embed", """{"model":"bert","input":"a"}"""), StringComparison.Ordinal);
    }

    private static double[][] Vectors(string answer, string name) =>
        [.. JsonDocument.Parse(Raw.BodyOf(answer)).RootElement.GetProperty(name).EnumerateArray().Select(vector => vector.EnumerateArray().Select(value => value.GetDouble()).ToArray())];
}
