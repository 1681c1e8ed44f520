using System.Runtime.CompilerServices;
using System.Text.Json;
using Conductor.Core.Models;

namespace Conductor.Server.Tests.Support;

/// <summary>A host that says one word, and the end when the gate opens.</summary>
internal sealed class GatedHost(Task gate, string model = "slow") : IModelHost
{
    public string Kind => "chat-client";

    public string Address => "the test";

    public Task<HostFindings> ProbeAsync(CancellationToken cancellationToken)
    {
        var listing = JsonElement.Parse($$"""{"name":"{{model}}:latest","model":"{{model}}:latest"}""");
        return Task.FromResult(new HostFindings { Models = [new ModelDescription($"{model}:latest", listing)] });
    }

    public async IAsyncEnumerable<ModelOutput> RunAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return ScriptedHost.Text("Wait");
        await gate.WaitAsync(cancellationToken);
        yield return ScriptedHost.End();
    }

    public ValueTask DisposeAsync() => default;
}
