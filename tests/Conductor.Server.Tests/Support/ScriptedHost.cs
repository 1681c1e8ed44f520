using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Server.Tests.Support;

/// <summary>A host in this process that says what a test tells it, entry by entry: for what no simulator sends.</summary>
internal sealed class ScriptedHost(params ModelOutput[] script) : IModelHost
{
    public string Kind => "chat-client";

    public string Address => "the test";

    /// <summary>The last request that it was given.</summary>
    public ModelRequest? Asked { get; private set; }

    public static ModelOutput Text(string text) => ModelOutput.OfText(Encoding.UTF8.GetBytes(text));

    public static ModelOutput Thinking(string text) => ModelOutput.OfThinking(Encoding.UTF8.GetBytes(text));

    public static ModelOutput ToolCall(string json) => ModelOutput.OfToolCall(Encoding.UTF8.GetBytes(json));

    public static ModelOutput Extra(string json) => ModelOutput.OfExtra(Encoding.UTF8.GetBytes(json));

    public static ModelOutput Usage(ModelUsage usage) => ModelOutput.Of(usage);

    public static ModelOutput End(StreamEnd end = StreamEnd.Completed, string? detail = null, int? status = null) => ModelOutput.Of(new Ending(end, detail, status));

    public Task<HostFindings> ProbeAsync(CancellationToken cancellationToken)
    {
        var listing = JsonElement.Parse("""{"name":"scripted:latest","model":"scripted:latest"}"""u8);
        return Task.FromResult(new HostFindings { Models = [new ModelDescription("scripted:latest", listing)] });
    }

    public async IAsyncEnumerable<ModelOutput> RunAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Asked = request;
        await Task.Yield();
        foreach (var output in script)
            yield return output;
    }

    public ValueTask DisposeAsync() => default;
}
