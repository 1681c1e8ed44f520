using System.Runtime.CompilerServices;
using Conductor.Core.Hosts;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Doctoring;

/// <summary>What the doctor is to look at.</summary>
/// <param name="Settings">Where the configuration comes from.</param>
/// <param name="Prompt">Ask each host's model a tiny question, and time it.</param>
internal sealed record Examination(SettingsRequest Settings, bool Prompt);

/// <summary>Looks at everything that a conductor needs, one thing after the other, and says what it finds as it finds it. Changes nothing.</summary>
internal sealed class Doctor(TimeProvider time)
{
    public async IAsyncEnumerable<Finding> ExamineAsync(Examination examination, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (settings, findings) = await ConfigurationCheck.RunAsync(examination.Settings, cancellationToken);
        foreach (var finding in findings)
            yield return finding;
        foreach (var finding in await MachineCheck.RunAsync(time, cancellationToken))
            yield return finding;
        if (settings is null)
            yield break;
        foreach (var finding in await DoorCheck.RunAsync(settings, cancellationToken))
            yield return finding;
        await foreach (var finding in HostsAsync(settings, examination.Prompt, cancellationToken))
            yield return finding;
    }

    private async IAsyncEnumerable<Finding> HostsAsync(ConductorSettings settings, bool prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Chat clients live in the program that registers them; here they are named and passed over.
        var elsewhere = settings.Hosts.Where(host => host.Kind == "chat-client").ToArray();
        var plan = PlanFactory.Create(settings with { Hosts = [.. settings.Hosts.Except(elsewhere)] }, time);
        foreach (var host in elsewhere)
            yield return Finding.Note($"host {host.Name}", "It is a chat client of the program that hosts Conductor, and cannot be seen from here.");
        // Side by side: one that does not answer must not make the others wait for it.
        var checks = plan.Fleet.Hosts.Zip(settings.Hosts.Except(elsewhere), (host, said) => ExamineAsync(host, said, settings, prompt, cancellationToken)).ToArray();
        foreach (var check in checks)
            foreach (var finding in await check)
                yield return finding;
    }

    private async Task<List<Finding>> ExamineAsync(HostPlan plan, HostSettings said, ConductorSettings settings, bool prompt, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        await using var driver = plan.Driver;
        if (said.Url.Length > 0 && !await new RoadCheck(said, settings, time).RunAsync(findings, cancellationToken))
            return findings;
        if (said.Url.Length > 0 && await new ClockCheck(said, time).RunAsync(cancellationToken) is { } clock)
            findings.Add(clock);
        var found = await new HostCheck(plan, said, settings, time).RunAsync(findings, cancellationToken);
        if (prompt && found is { Models.Count: > 0 })
            findings.Add(await new PromptCheck(plan, settings, time).RunAsync(found, cancellationToken));
        return findings;
    }
}
