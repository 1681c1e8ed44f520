using System.IO.Pipelines;
using System.Text;
using Conductor.Backends.Http;
using Conductor.Backends.Ollama;
using Conductor.Core.Models;

namespace Conductor.Backends.Tests.Support;

/// <summary>Reads an Ollama's answer from memory as the driver reads it from a socket.</summary>
internal static class OllamaAnswers
{
    public static Task<List<Seen>> ReadAsync(string answer, params int[] sizes) => ReadAsync(Encoding.UTF8.GetBytes(answer), sizes);

    public static Task<List<Seen>> ReadAsync(byte[] answer, params int[] sizes) => Seen.AllAsync(Outputs(new SplitStream(answer, sizes)), TestContext.Current.CancellationToken);

    public static async IAsyncEnumerable<ModelOutput> Outputs(Stream stream, int maxLineBytes = 8 * 1024 * 1024)
    {
        var options = new OllamaOptions { Url = new Uri("http://127.0.0.1:1"), MaxLineBytes = maxLineBytes };
        var endings = new HostEndings("an Ollama", options.Url, "", TimeProvider.System);
        await using var host = new HostClient(options, endings, TimeProvider.System);
        await using var lines = new LineReader(PipeReader.Create(stream), maxLineBytes);
        await foreach (var output in AnswerStream.ReadAsync(lines, new OllamaParser(endings), host, exchange: null, CancellationToken.None))
            yield return output;
    }
}
