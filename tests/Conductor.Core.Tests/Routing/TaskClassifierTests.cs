using Conductor.Core.Admission;
using Conductor.Core.Routing;

namespace Conductor.Core.Tests.Routing;

public sealed class TaskClassifierTests
{
    [Theory]
    [InlineData("hi", TaskKind.Quick)]
    [InlineData("Hello there!", TaskKind.Quick)]
    [InlineData("thanks, bye", TaskKind.Quick)]
    [InlineData("this", TaskKind.General)]
    [InlineData("which fish is this", TaskKind.General)]
    [InlineData("", TaskKind.General)]
    [InlineData("What is the capital of France?", TaskKind.General)]
    [InlineData("hi, please fix the bug in this function", TaskKind.Code)]
    [InlineData("```\nx = 1\n```", TaskKind.Code)]
    [InlineData("Write C# code", TaskKind.Code)]
    [InlineData("Prove the theorem", TaskKind.Math)]
    [InlineData("Write a haiku, or rather a poem", TaskKind.Creative)]
    [InlineData("Compare both and evaluate the tradeoffs", TaskKind.Deep)]
    [InlineData("HELLO", TaskKind.Quick)]
    public void Whole_words_tell_the_kind(string prompt, TaskKind kind) => Assert.Equal(kind, TaskClassifier.Classify(prompt, ModelNeeds.None));

    [Fact]
    public void Tools_and_vectors_need_no_words()
    {
        Assert.Equal(TaskKind.ToolUse, TaskClassifier.Classify("hi", ModelNeeds.Tools));
        Assert.Equal(TaskKind.Embedding, TaskClassifier.Classify("code", ModelNeeds.Embeddings | ModelNeeds.Tools));
    }

    [Fact]
    public void A_long_greeting_is_no_quick_word() =>
        Assert.Equal(TaskKind.General, TaskClassifier.Classify("hello my dear friend of many years long gone", ModelNeeds.None));

    [Fact]
    public void Only_the_beginning_of_a_long_prompt_is_read() =>
        Assert.Equal(TaskKind.General, TaskClassifier.Classify(new string('x', 5000) + " python function bug", ModelNeeds.None));

    [Theory]
    [InlineData(TaskKind.Quick, 100, TurnPriority.High)]
    [InlineData(TaskKind.ToolUse, 500, TurnPriority.High)]
    [InlineData(TaskKind.Embedding, 200, TurnPriority.High)]
    [InlineData(TaskKind.Code, 2000, TurnPriority.Normal)]
    [InlineData(TaskKind.General, 1000, TurnPriority.Normal)]
    [InlineData(TaskKind.Creative, 1000, TurnPriority.Normal)]
    [InlineData(TaskKind.Math, 3000, TurnPriority.Normal)]
    [InlineData(TaskKind.Deep, 5000, TurnPriority.Low)]
    public void Every_kind_has_its_target(TaskKind kind, int milliseconds, TurnPriority priority) =>
        Assert.Equal(new TaskClass(kind, TimeSpan.FromMilliseconds(milliseconds), priority), TaskClass.Of(kind));

    [Theory]
    [InlineData("code", TaskKind.Code)]
    [InlineData("Tool-Use", TaskKind.ToolUse)]
    [InlineData("tooluse", TaskKind.ToolUse)]
    [InlineData("nonsense", null)]
    [InlineData("3", null)]
    [InlineData("", null)]
    public void A_word_names_a_kind_or_none(string word, TaskKind? kind) => Assert.Equal(kind, TaskClass.Parse(word));
}
