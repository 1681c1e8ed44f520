using Conductor.Core.Models;

namespace Conductor.Core.Hosts;

/// <summary>
/// How many models a host holds in memory at a time: as the operator says, else as usual for its kind and then as seen. More at once raise it; a model
/// that went before its time when another came shows that there was no room for both. Owned by one actor.
/// </summary>
internal sealed class PlaceEstimate(HostPlan plan)
{
    // Ollama's own limit per graphics card, where the memory suffices. Other servers hold what they serve.
    private const int UsualForOllama = 3;

    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    /// <summary>The number; <see cref="int.MaxValue"/> where models do not push each other out.</summary>
    public int Places { get; private set; } = plan.Places ?? (plan.Driver.Kind == "ollama" ? UsualForOllama : int.MaxValue);

    /// <summary>The host was looked at twice.</summary>
    /// <returns>Models that it let go before their time, to make room.</returns>
    public IReadOnlyList<string> Looked(IReadOnlyList<ResidentModel> before, IReadOnlyList<ResidentModel> now, DateTimeOffset at)
    {
        if (Places == int.MaxValue)
            return [];
        var hasCome = now.Any(one => !Has(before, one.Name));
        var pushedOut = before.Where(one => !Has(now, one.Name) && hasCome && (one.ExpiresAt is null || one.ExpiresAt > at + Slack)).Select(one => one.Name).ToList();
        if (plan.Places is null)
            Places = pushedOut.Count > 0 ? Math.Max(1, now.Count) : Math.Max(Places, now.Count);
        return pushedOut;
    }

    private static bool Has(IReadOnlyList<ResidentModel> models, string name) => models.Any(one => ModelName.AreSame(one.Name, name));
}
