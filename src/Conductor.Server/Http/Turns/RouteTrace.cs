using Conductor.Core.Streams;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Turns;

/// <summary>
/// Which way a turn took, as its log tells it: the host and model that were asked last, and why. Put into response headers as far as it is known
/// when they are sent. For one caller at a time.
/// </summary>
internal sealed class RouteTrace
{
    private const string HostHeader = "X-Conductor-Host";
    private const string ModelHeader = "X-Conductor-Model";
    private const string RouteHeader = "X-Conductor-Route";

    // What proxies take in one header without a word; a longer story keeps its end.
    private const int LongestHeader = 1000;

    private string _story = "";

    /// <summary>The host that was asked last; null while none was.</summary>
    public string? Host { get; private set; }

    /// <summary>The model that was asked last, as that host names it; null while none was.</summary>
    public string? Model { get; private set; }

    /// <summary>Where the turn stands; null before its first step.</summary>
    public TurnStatus? Last { get; private set; }

    /// <summary>Takes note of a step.</summary>
    public void Note(TurnStatus step)
    {
        Last = step;
        (Host, Model) = (step.Host ?? Host, step.Model ?? Model);
        if (step.Stage is not (TurnStage.Routed or TurnStage.Retrying) || step.Host is null)
            return;
        var chapter = $"{step.Host}: {step.Reason ?? "chosen"}";
        _story = _story.Length == 0 ? chapter : $"{_story}; then {chapter}";
    }

    /// <summary>Sets the headers. What HTTP cannot carry in them is escaped (the host's name) or replaced by a question mark.</summary>
    public void WriteTo(IHeaderDictionary headers)
    {
        if (Host is null)
            return;
        headers[HostHeader] = Uri.EscapeDataString(Host);
        headers[ModelHeader] = Model is null ? default : Plain(Model);
        headers[RouteHeader] = Plain(_story.Length <= LongestHeader ? _story : $"...{_story[^LongestHeader..]}");
    }

    private static string Plain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? text : string.Create(text.Length, text, static (plain, text) =>
    {
        for (var i = 0; i < text.Length; i++)
            plain[i] = text[i] is >= ' ' and <= '~' ? text[i] : '?';
    });
}
