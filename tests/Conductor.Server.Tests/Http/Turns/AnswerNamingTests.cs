using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Tests.Http.Turns;

/// <summary>An answer names the model that was asked for, unless that would be a lie.</summary>
public sealed class AnswerNamingTests
{
    [Theory]
    [InlineData("LLAMA3.2", "llama3.2:latest", null)]
    [InlineData("fast", "llama3.2:latest", null)]
    [InlineData("fast", "qwen3:8b", "qwen3:8b")]
    [InlineData("qwen3:8b", "llama3.2:latest", "llama3.2:latest")]
    [InlineData("", "llama3.2:latest", "llama3.2:latest")]
    [InlineData("auto", "llama3.2:latest", "llama3.2:latest")]
    public void It_names_what_was_asked_for_or_what_stands_in_for_it(string asked, string answering, string? named)
    {
        var names = NameTable.Build([new ModelPlan("fast") { Target = "llama3.2", Fallback = ["qwen3:8b"] }], new Dictionary<TaskKind, string>(), known: null, out _)!;
        var form = new NamedForm();
        var naming = new AnswerNaming(asked, form, names);
        naming.See(null);
        naming.See(answering);
        Assert.Equal(named, form.Name);
    }

    private sealed class NamedForm : AnswerForm
    {
        public string? Name { get; private set; }

        public override string StreamType => "";

        public override void NameModel(string model) => Name = model;

        public override void WriteHeartbeat(OutputBuffer output, TurnStatus? waitsFor) => output.Raw(""u8);

        public override void Write(OutputBuffer output, in LogEntry entry) => output.Raw(""u8);

        public override void WriteEnd(OutputBuffer output, Ending ending, ModelUsage? usage) => output.Raw(""u8);

        public override void WriteError(OutputBuffer output, Ending ending) => output.Raw(""u8);

        public override Task WriteWholeAsync(HttpContext context, ResponseLog log, AnswerSummary answer) => Task.CompletedTask;
    }
}
