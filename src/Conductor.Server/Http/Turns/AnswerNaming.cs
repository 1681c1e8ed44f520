using Conductor.Core.Models;
using Conductor.Core.Routing;

namespace Conductor.Server.Http.Turns;

/// <summary>
/// Decides how an answer names its model: as it was asked for, as an Ollama does, unless another model stood in for it or the choice was left open; then
/// it names the one that answers. For one answer; for one caller at a time.
/// </summary>
internal sealed class AnswerNaming(string asked, AnswerForm form, NameTable names)
{
    private string? _seen;
    private string? _named;

    /// <summary>Lets the form name what answers now.</summary>
    /// <param name="answering">The model that was asked last, as its host names it; null while none was.</param>
    public void See(string? answering)
    {
        if (answering is null || ReferenceEquals(answering, _seen))
            return;
        _seen = answering;
        var name = IsMeant(answering) ? asked : answering;
        if (name != (_named ?? asked))
            form.NameModel(name);
        _named = name;
    }

    private bool IsMeant(string answering) =>
        ModelName.AreSame(answering, asked) || (asked.Length > 0 && names.Resolve(asked) is [var first, ..] && ModelName.AreSame(answering, first.Model));
}
