using System.Runtime.CompilerServices;
using Conductor.Core.Models;
using Conductor.Core.Tracing;

namespace Conductor.Backends.Http;

/// <summary>Pulls an answer out of its lines: reads only while it is asked, ends exactly once, never throws but for cancellation.</summary>
internal static class AnswerStream
{
    /// <summary>Sends a request and yields what comes of it.</summary>
    public static async IAsyncEnumerable<ModelOutput> RunAsync(
        HostClient host,
        string path,
        Task<JsonBody> json,
        AnswerParser parser,
        bool loneReturnEndsLine,
        TraceContext? trace,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var exchange = new HostExchange(host, path, await json.ConfigureAwait(false), trace, cancellationToken);
        await using var _ = exchange.ConfigureAwait(false);
        if (await exchange.SentAsync().ConfigureAwait(false))
            yield return ModelOutput.Alive;
        if (await exchange.AnsweredAsync(loneReturnEndsLine).ConfigureAwait(false) is { } refusal)
        {
            yield return ModelOutput.Of(refusal);
            yield break;
        }
        yield return ModelOutput.Alive;
        await foreach (var output in ReadAsync(exchange.Lines!, parser, host, exchange, cancellationToken).ConfigureAwait(false))
        {
            if (output.Ending is { IsWhole: true })
                exchange.Complete();
            yield return output;
        }
    }

    /// <summary>Yields what the lines hold. The exchange is null where there is no socket behind them.</summary>
    public static async IAsyncEnumerable<ModelOutput> ReadAsync(
        LineReader lines,
        AnswerParser parser,
        HostClient host,
        HostExchange? exchange,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Fill fill;
        do
        {
            if (parser.IsAllButOver)
                exchange?.HurryUp();
            fill = await lines.FillAsync(cancellationToken).ConfigureAwait(false);
            var isSilent = fill == Fill.Bytes;
            while (!parser.HasEnded && lines.TryTake(out var line))
            {
                cancellationToken.ThrowIfCancellationRequested();
                parser.Take(line);
                for (var i = 0; i < parser.Outputs.Count; i++)
                {
                    isSilent = false;
                    yield return parser.Outputs[i];
                }
            }
            if (parser.HasEnded)
                yield break;
            if (isSilent)
                yield return ModelOutput.Alive;
        }
        while (fill == Fill.Bytes && !lines.IsTooLong);

        if (lines.IsTooLong)
        {
            yield return ModelOutput.Of(host.Endings.TooLong(host.Options.MaxLineBytes));
            yield break;
        }
        parser.Finish(fill == Fill.End ? lines.TakeRest() : default);
        for (var i = 0; i < parser.Outputs.Count; i++)
            yield return parser.Outputs[i];
    }
}
