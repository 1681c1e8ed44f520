using System.IO.Pipelines;
using System.Text.Json;
using Conductor.Core.Tracing;
using Conductor.Server.Telemetry.Following;

namespace Conductor.Server.Http.Native;

/// <summary>Writes steps of turns, a line of JSON each, and sends each line at once. For one writer.</summary>
internal sealed class StepLines(PipeWriter output, CancellationToken cancellationToken) : IAsyncDisposable
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly Utf8JsonWriter _json = new(output);
    private long _missed;

    /// <summary>Writes a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="missed">How many steps found no place so far; those since the line before are told.</param>
    public async Task WriteAsync(TurnStep step, long missed = 0)
    {
        _json.WriteStartObject();
        _json.WriteString("turn", step.Turn);
        _json.WriteString("step", step.Kind switch
        {
            StepKind.Began => "began",
            StepKind.Routed => "routed",
            StepKind.StageBegan => "stage",
            StepKind.StageEnded => "stage_over",
            _ => "ended",
        });
        _json.WriteString("at", step.At);
        _json.WriteString("name", step.Name);
        if (step.Seconds is { } seconds)
            _json.WriteNumber("seconds", Math.Round(seconds, 6));
        WriteText("host", step.Host);
        WriteText("model", step.Model);
        WriteText("reason", step.Reason);
        if (step.InputTokens is { } input)
            _json.WriteNumber("input_tokens", input);
        if (step.OutputTokens is { } tokens)
            _json.WriteNumber("output_tokens", tokens);
        if (missed > _missed)
            _json.WriteNumber("missed", missed - _missed);
        _missed = missed;
        await EndAsync();
    }

    /// <summary>Writes how far a turn is.</summary>
    public async Task WriteAsync(string turn, ProgressReport progress)
    {
        _json.WriteStartObject();
        _json.WriteString("turn", turn);
        _json.WriteString("step", "progress");
        _json.WriteString("name", progress.Stage);
        _json.WriteNumber("seconds", Math.Round(progress.Seconds, 3));
        _json.WriteNumber("pieces", progress.Pieces);
        _json.WriteNumber("pieces_per_second", Math.Round(progress.Rate, 1));
        await EndAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _json.DisposeAsync();

    private async Task EndAsync()
    {
        _json.WriteEndObject();
        await _json.FlushAsync(cancellationToken);
        _json.Reset();
        await output.WriteAsync(NewLine, cancellationToken);
    }

    private void WriteText(string name, string? text)
    {
        if (text is not null)
            _json.WriteString(name, text);
    }
}
