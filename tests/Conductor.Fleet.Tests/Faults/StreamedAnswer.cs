using System.Text;
using System.Text.Json;

namespace Conductor.Fleet.Tests.Faults;

/// <summary>Puts the lines of a streamed answer together by the rules of its API. A line that the API does not know fails the test.</summary>
internal sealed class StreamedAnswer(Door door)
{
    private readonly StringBuilder _text = new();
    private string? _model;
    private int? _tokens;
    private bool _hasReason;
    private bool _hasEnd;

    public string? Error { get; private set; }

    public void Take(string line)
    {
        if (line.Length == 0 && door == Door.OpenAi)
            return;
        Assert.False(_hasEnd, $"Something comes after the end: {line}");
        if (door == Door.Ollama)
            TakeObject(line);
        else if (line == "data: [DONE]")
            _hasEnd = true;
        // A comment is what keeps the connection awake.
        else if (!line.StartsWith(':'))
            TakeEvent(line);
    }

    public Answered Answer(bool isCut) => new(_hasEnd && _hasReason && Error is null && !isCut, 200, _text.ToString(), Error) { Model = _model, Tokens = _tokens };

    private void TakeObject(string line)
    {
        using var json = JsonDocument.Parse(line);
        if (TakeError(json.RootElement))
            return;
        _model = json.RootElement.GetProperty("model").GetString();
        _text.Append(json.RootElement.GetProperty("message").GetProperty("content").GetString());
        if (!json.RootElement.GetProperty("done").GetBoolean())
            return;
        _hasEnd = true;
        _hasReason = json.RootElement.GetProperty("done_reason").GetString() is "stop" or "length";
        _tokens = json.RootElement.GetProperty("eval_count").GetInt32();
    }

    private void TakeEvent(string line)
    {
        Assert.StartsWith("data: ", line, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(line["data: ".Length..]);
        if (TakeError(json.RootElement))
            return;
        _model = json.RootElement.GetProperty("model").GetString();
        if (json.RootElement.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
            _tokens = usage.GetProperty("completion_tokens").GetInt32();
        foreach (var choice in json.RootElement.GetProperty("choices").EnumerateArray())
        {
            if (choice.GetProperty("delta").TryGetProperty("content", out var content))
                _text.Append(content.GetString());
            _hasReason |= choice.GetProperty("finish_reason").ValueKind == JsonValueKind.String;
        }
    }

    private bool TakeError(JsonElement json)
    {
        Error ??= Asking.ErrorOf(json);
        return Error is not null;
    }
}
