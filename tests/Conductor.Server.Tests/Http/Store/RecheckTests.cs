using System.Runtime.CompilerServices;
using System.Text.Json;
using Conductor.Core.Conducting;
using Conductor.Core.Hosts;
using Conductor.Core.Models;
using Conductor.Server.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Server.Tests.Http.Store;

/// <summary>After a change a host is asked anew: an answer to a question from before the change does not count.</summary>
public sealed class RecheckTests
{
    [Fact]
    public async Task A_question_that_was_out_before_the_change_is_followed_by_another()
    {
        var host = new ChangingHost();
        await using var conductor = Start(new HostPlan { Name = "one", Driver = host });
        // The question of the start is out, and what it will be answered with is the old.
        await host.Asked.SoonAsync();
        host.Models = ["old", "new"];
        var rechecking = conductor.RecheckHostAsync("one", TestContext.Current.CancellationToken);
        host.AnswerTheFirst();
        Assert.Equal(["old", "new"], (await rechecking.SoonAsync()).Hosts[0].Findings.Models.Select(model => model.Name));
        Assert.Equal(2, host.Probes);
    }

    [Fact]
    public async Task A_host_that_is_not_there_delays_nobody()
    {
        await using var conductor = Start();
        Assert.Empty((await conductor.RecheckHostAsync("none", TestContext.Current.CancellationToken).SoonAsync()).Hosts);
    }

    private static LocalConductor Start(params HostPlan[] hosts) => new(new ConductorPlan { Fleet = new FleetPlan([.. hosts]) }, TimeProvider.System, NullLoggerFactory.Instance);

    private sealed class ChangingHost : IModelHost
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _probes;

        public string Kind => "ollama";

        public string Address => "the test";

        public IReadOnlyList<string> Models { get; set; } = ["old"];

        public Task Asked => _asked.Task;

        public int Probes => Volatile.Read(ref _probes);

        public void AnswerTheFirst() => _gate.SetResult();

        public async Task<HostFindings> ProbeAsync(CancellationToken cancellationToken)
        {
            var found = Models;
            if (Interlocked.Increment(ref _probes) == 1)
            {
                _asked.SetResult();
                await _gate.Task.WaitAsync(cancellationToken);
            }
            return new HostFindings { Models = [.. found.Select(name => new ModelDescription(name, JsonElement.Parse($$"""{"name":"{{name}}"}""")))] };
        }

        public async IAsyncEnumerable<ModelOutput> RunAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            yield return ScriptedHost.End();
        }

        public ValueTask DisposeAsync() => default;
    }
}
