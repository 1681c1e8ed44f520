using System.Text;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Cli.Answers;

/// <summary>Prints answers as they come: text to standard output as the model's own bytes, everything else to standard error.</summary>
internal sealed class AnswerPrinter(Stream output, TextWriter notes, bool showThinking)
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    private readonly StringBuilder _text = new();
    private bool _onNewLine = true;

    /// <summary>The text of the answer that was printed last.</summary>
    public string Text => _text.ToString();

    /// <summary>Prints one answer to its end, with a line end behind it, and says how it ended.</summary>
    /// <exception cref="OperationCanceledException">The answer was given up; what came is printed.</exception>
    /// <exception cref="IOException">Nobody reads the output any more.</exception>
    public async Task<Ending> PrintAsync(IAsyncEnumerable<ModelOutput> answer)
    {
        _text.Clear();
        _onNewLine = true;
        var ending = new Ending(StreamEnd.BackendCut, "The answer broke off.");
        try
        {
            await foreach (var one in answer)
                ending = await PrintAsync(one) ?? ending;
        }
        finally
        {
            await EndLineAsync();
        }
        return ending;
    }

    // When the answer broke off because nobody reads any more, that is told, not that the line could not be ended either.
    private async ValueTask EndLineAsync()
    {
        try
        {
            if (!_onNewLine)
                await output.WriteAsync(LineEnd, CancellationToken.None);
            await output.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            _onNewLine = true;
        }
    }

    private async ValueTask<Ending?> PrintAsync(ModelOutput one)
    {
        switch (one.Kind)
        {
            case OutputKind.Text:
                _text.Append(Encoding.UTF8.GetString(one.Utf8.Span));
                _onNewLine = one.Utf8.Span[^1] == (byte)'\n';
                await output.WriteAsync(one.Utf8, CancellationToken.None);
                await output.FlushAsync(CancellationToken.None);
                return null;
            case OutputKind.Thinking when showThinking:
                await notes.WriteAsync(Encoding.UTF8.GetString(one.Utf8.Span));
                return null;
            case OutputKind.ToolCall:
                await notes.WriteLineAsync($"[tool call: {Encoding.UTF8.GetString(one.Utf8.Span)}]");
                return null;
            default:
                return one.Ending;
        }
    }
}
