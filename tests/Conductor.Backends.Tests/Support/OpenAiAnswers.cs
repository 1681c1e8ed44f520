using System.IO.Pipelines;
using System.Text;
using Conductor.Backends.Http;
using Conductor.Backends.OpenAi;
using Conductor.Core.Models;

namespace Conductor.Backends.Tests.Support;

/// <summary>Reads an OpenAI-compatible server's answer from memory as the driver reads it from a socket.</summary>
internal static class OpenAiAnswers
{
    public static Task<List<Seen>> ReadAsync(string answer, params int[] sizes) => ReadAsync(Encoding.UTF8.GetBytes(answer), sizes);

    public static Task<List<Seen>> ReadAsync(byte[] answer, params int[] sizes) =>
        Seen.AllAsync(Outputs(new SplitStream(answer, sizes)), TestContext.Current.CancellationToken);

    public static async IAsyncEnumerable<ModelOutput> Outputs(Stream stream, int maxBytes = 8 * 1024 * 1024)
    {
        var options = new OpenAiOptions { Url = new Uri("http://127.0.0.1:1/v1"), MaxLineBytes = maxBytes };
        var endings = new HostEndings("an OpenAI-compatible server", options.Url, "", TimeProvider.System);
        await using var host = new HostClient(options, endings, TimeProvider.System);
        await using var lines = new LineReader(PipeReader.Create(stream), maxBytes, loneReturnEnds: true);
        var parser = new OpenAiParser(endings, maxBytes, TimeProvider.System);
        await foreach (var output in AnswerStream.ReadAsync(lines, parser, host, exchange: null, CancellationToken.None))
            yield return output;
    }
}
