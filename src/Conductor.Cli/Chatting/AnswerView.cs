using System.Globalization;
using Conductor.Cli.Terminal;
using Conductor.Client;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Cli.Chatting;

/// <summary>Shows one answer as it comes: its words, its thoughts if wanted, what it waits for, and how it ended.</summary>
internal sealed class AnswerView(Screen screen, bool showThinking, TimeProvider time)
{
    private readonly MarkdownStyler? _styler = screen.StylesOutput ? new MarkdownStyler() : null;
    private readonly long _start = time.GetTimestamp();
    private readonly AnswerPace _pace = new(time);
    private bool _onNewLine = true;
    private bool _isThinking;
    private bool _saidDoing;
    private string? _host;
    private string? _model;
    private Usage? _usage;
    private EndReason _end = EndReason.Unknown;

    /// <summary>Shows it to its end.</summary>
    /// <exception cref="ConductorException">It cannot be read any more; what came is shown.</exception>
    public async Task<EndReason> ShowAsync(IAsyncEnumerable<TurnEntry> answer)
    {
        try
        {
            await foreach (var entry in answer)
                Show(entry);
        }
        finally
        {
            EndLine();
        }
        Sum();
        return _end;
    }

    private void Show(TurnEntry entry)
    {
        switch (entry)
        {
            case Text text:
                EndThinking();
                Say(text.Content);
                ShowPace(text, null);
                break;
            case Thinking thinking when showThinking:
                _isThinking = true;
                screen.WriteAside(thinking.Content);
                ShowPace(thinking, null);
                break;
            case Thinking thinking:
                ShowPace(thinking, " is thinking");
                break;
            case ToolCall call:
                EndLine();
                screen.Note($"[tool call: {call.Name} {call.Arguments}]");
                break;
            case Protocol.V2.Messages.Status status:
                ShowStatus(status);
                break;
            case Restarted restarted:
                EndLine();
                _pace.Restart();
                screen.Note($"[the answer begins anew: {restarted.Reason ?? "its host failed"}]");
                break;
            case Usage usage:
                _usage = usage;
                break;
            case End end:
                _end = end.Reason;
                if (end.Reason is not (EndReason.Completed or EndReason.CancelledByUser) || end.Message is not null && end.Reason == EndReason.LengthLimit)
                {
                    EndLine();
                    screen.Complain(end.Message ?? $"The answer ended early: {EndWords.Of(end.Reason)}.");
                }
                break;
        }
    }

    private void ShowStatus(Protocol.V2.Messages.Status status)
    {
        (_host, _model) = (status.Host ?? _host, status.Model ?? _model);
        var where = Where();
        screen.Status(status.Stage switch
        {
            TurnStage.Queued => $"queued behind {status.Position ?? 0} · {where}",
            TurnStage.Loading => $"loading · {where}",
            TurnStage.Prefill => $"reading · {where}",
            TurnStage.Retrying => $"trying another host{(status.Reason is { } reason ? $": {reason}" : "")}",
            _ => $"waiting · {where}",
        });
    }

    private void ShowPace(TurnEntry piece, string? doing)
    {
        _pace.Count(piece);
        if (_pace.Next() is { } pace)
            screen.Status($"{Where()}{doing} · {pace}");
        else if (doing is not null && !_saidDoing)
            screen.Status($"{Where()}{doing}");
        _saidDoing = doing is not null;
    }

    private void Say(string text)
    {
        if (text.Length == 0)
            return;
        _onNewLine = text[^1] == '\n';
        screen.Write(_styler is null ? text : _styler.Style(text));
    }

    private void EndThinking()
    {
        if (_isThinking)
            screen.WriteAside("\n");
        _isThinking = false;
    }

    private void EndLine()
    {
        EndThinking();
        var rest = _styler?.End() ?? "";
        if (!_onNewLine)
            rest += "\n";
        if (rest.Length > 0)
            screen.Write(rest);
        _onNewLine = true;
    }

    private string Where() => (_model, _host) switch
    {
        ({ } model, { } host) => $"{model} on {host}",
        ({ } model, null) => model,
        (null, { } host) => host,
        _ => "a host",
    };

    private void Sum()
    {
        if (!screen.IsInteractive)
            return;
        var parts = new List<string>();
        if (_end == EndReason.CancelledByUser)
            parts.Add("stopped");
        if (_model is not null || _host is not null)
            parts.Add(Where());
        if (_usage is { AnswerTokens: > 0 } usage)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{usage.AnswerTokens} tokens"));
            if (usage.AnswerUs > 0)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{usage.AnswerTokens * 1e6 / usage.AnswerUs:0.#} tokens/s"));
        }
        parts.Add(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_start).TotalSeconds:0.0} s"));
        screen.Note(string.Join(" · ", parts));
    }
}
