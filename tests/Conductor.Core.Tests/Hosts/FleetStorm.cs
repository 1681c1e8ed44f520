using Conductor.Core.Conversations;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Conductor.Core.Tests.Scripted;

namespace Conductor.Core.Tests.Hosts;

/// <summary>Everything that callers, hosts and our own bugs do, at random, to a whole conductor.</summary>
internal sealed class FleetStorm(ConductorFixture fixture, ScriptedHost[] hosts, Random random)
{
    private static readonly StreamEnd[] Ends = [StreamEnd.Completed, StreamEnd.BackendCut, StreamEnd.BackendFailed, StreamEnd.BackendMalformed, StreamEnd.BackendRefused];

    private readonly List<TurnStarted> _turns = [];
    private readonly List<ScriptedRun> _runs = [];

    public async Task RunAsync(int events)
    {
        for (var i = 0; i < events; i++)
            await StepAsync();
        await EndAllAsync();
    }

    private async Task StepAsync()
    {
        Gather();
        switch (random.Next(12))
        {
            case < 4:
                _turns.Add(await fixture.StartAsync(random.Next(2) == 0 ? "m" : "n", caller: $"c{random.Next(3)}"));
                break;
            case 4 when _turns.Count > 0:
                fixture.Cancel(_turns[random.Next(_turns.Count)]);
                break;
            case < 9 when _runs.Count > 0:
                Play(_runs[random.Next(_runs.Count)]);
                break;
            case 9:
                Break(hosts[random.Next(hosts.Length)]);
                break;
            case 10 when random.Next(4) == 0:
                Crash();
                break;
            default:
                fixture.Time.Advance(TimeSpan.FromMilliseconds(random.Next(3000)));
                break;
        }
    }

    private void Play(ScriptedRun run)
    {
        switch (random.Next(5))
        {
            case 0:
                run.Say($"word{random.Next(3)} ");
                return;
            case 1:
                run.Throw(new InvalidOperationException("a bug in a driver"));
                break;
            case 2:
                run.BreakOff();
                break;
            default:
                run.End(Ends[random.Next(Ends.Length)]);
                break;
        }
        _runs.Remove(run);
    }

    private void Break(ScriptedHost host) => host.Findings = random.Next(2) == 0 ? new HostFindings { Problem = "gone" } : null;

    private void Crash()
    {
        string[] victims = ["h1", "h2", "h1/m%3Alatest", "h2/n%3Alatest"];
        fixture.Conductor.System.ActorSelection($"/user/conductor/hosts/{victims[random.Next(victims.Length)]}").Tell(Kill.Instance, ActorRefs.NoSender);
    }

    private void Gather()
    {
        foreach (var host in hosts)
            while (host.TryNextRun(out var run))
                _runs.Add(run);
    }

    private async Task EndAllAsync()
    {
        foreach (var host in hosts)
            host.Findings = null;
        await Waiting.UntilAsync(() =>
        {
            Gather();
            foreach (var run in _runs)
                run.End();
            _runs.Clear();
            fixture.Time.Advance(TimeSpan.FromMilliseconds(100));
            return _turns.TrueForAll(turn => turn.Log.Ending is not null);
        });
        await Waiting.UntilAsync(() =>
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
            return fixture.Conductor.Fleet.Hosts.All(IsFree);
        });
    }

    private static bool IsFree(HostSnapshot host) =>
        host.Models.Used.All(used => used.Value is { Serving: 0, Waiting: 0, Draining: 0, Assigned: 0 });
}
