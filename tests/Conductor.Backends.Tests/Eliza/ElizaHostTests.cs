using System.Security.Cryptography;
using System.Text.Json;
using Conductor.Backends.Eliza;
using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Backends.Tests.Eliza;

public sealed class ElizaHostTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task She_answers_word_by_word_and_counts_them()
    {
        var seen = await RunAsync(Chat("Hello, I am Ada."));
        Assert.Equal(OutputKind.Alive, seen[0].Kind);
        Assert.Equal("Hello to you. What brings you here today?", seen.Text());
        Assert.Equal(["Hello", " to", " you.", " What", " brings", " you", " here", " today?"], seen.Where(s => s.Kind == OutputKind.Text).Select(s => s.Text));
        Assert.Equal((StreamEnd.Completed, "stop", 4L, 8L), (seen.Ending().End, seen.Usage().FinishReason, seen.Usage().PromptEvalCount, seen.Usage().EvalCount));
    }

    [Fact]
    public async Task The_digest_that_is_written_down_is_that_of_her_script()
    {
        await using var script = typeof(ElizaHost).Assembly.GetManifestResourceStream("eliza.script")!;

        Assert.Equal(ElizaScript.Digest, Convert.ToHexStringLower(await SHA256.HashDataAsync(script, Token)));
    }

    [Fact]
    public async Task She_remembers_what_was_said_before_from_the_request_alone()
    {
        string[] inputs =
        [
            "I feel tired because my boss shouts at me",
            "I dreamed that I could fly",
            "my mother never listens to me",
            "hmm",
            "You are not very helpful",
            "ok",
            "la la la",
            "la la la",
        ];
        var answers = new List<string>();
        for (var i = 1; i <= inputs.Length; i++)
            answers.Add((await RunAsync(Chat([.. inputs.Take(i).SelectMany(input => new[] { input, "(what she said)" }).SkipLast(1)]))).Text());
        Assert.Equal(
            [
                "If you could answer your boss freely, what would you say?",
                "And when you woke up, did you wish that you could fly?",
                "And when your mother never listens to you, what do you do?",
                "Your mother never listens to you: does this have to do with that?",
                "What gives you the impression that I am not very helpful?",
                "I thought so. What makes you certain?",
                "Mm. What lies behind that, do you think?",
                "I am with you so far. What comes next?",
            ],
            answers);
    }

    [Fact]
    public async Task The_same_conversation_gets_the_same_answer() =>
        Assert.Equal((await RunAsync(Chat("I need my tea", "", "why?"))).Text(), (await RunAsync(Chat("I need my tea", "other", "why?"))).Text());

    [Fact]
    public async Task Her_pauses_obey_the_clock()
    {
        var time = new VirtualTime();
        await using var host = new ElizaHost(new ElizaOptions { WordPace = TimeSpan.FromSeconds(1) }, time);
        await using var answer = host.RunAsync(Chat("hello"), Token).GetAsyncEnumerator(Token);
        Assert.True(await answer.MoveNextAsync());
        Assert.True(await answer.MoveNextAsync());
        Assert.Equal("Text Hello", Seen.Of(answer.Current).ToString());
        for (var words = 1; words < 8; words++)
        {
            var next = answer.MoveNextAsync();
            Assert.False(next.IsCompleted);
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(await next);
            Assert.Equal(OutputKind.Text, answer.Current.Kind);
        }
        Assert.True(await answer.MoveNextAsync());
        Assert.Equal((7_000_000_000L, 7_000_000_000L), (answer.Current.Usage!.TotalDuration, answer.Current.Usage.EvalDuration));
    }

    [Fact]
    public async Task Cancelling_interrupts_her()
    {
        await using var host = new ElizaHost(new ElizaOptions { WordPace = TimeSpan.FromSeconds(1) }, new VirtualTime());
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var answer = host.RunAsync(Chat("hello"), cancel.Token).GetAsyncEnumerator(Token);
        Assert.True(await answer.MoveNextAsync());
        Assert.True(await answer.MoveNextAsync());
        var next = answer.MoveNextAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next.AsTask().WaitAsync(Deadline, TimeProvider.System, Token));
    }

    [Fact]
    public async Task A_limit_of_words_is_a_length_limit()
    {
        var seen = await RunAsync(Chat("hello") with { Parameters = [new("options", JsonElement.Parse("""{"num_predict":3}"""))] });
        Assert.Equal(("Hello to you.", StreamEnd.LengthLimit, "length"), (seen.Text(), seen.Ending().End, seen.Usage().FinishReason));
    }

    [Fact]
    public async Task A_request_without_a_message_loads_her()
    {
        var seen = await RunAsync(new ModelRequest { Model = "eliza" });
        Assert.Equal(("", "load", StreamEnd.Completed), (seen.Text(), seen.Usage().FinishReason, seen.Ending().End));
        seen = await RunAsync(new ModelRequest { Model = "eliza", Shape = RequestShape.Generate });
        Assert.Equal(("", "load"), (seen.Text(), seen.Usage().FinishReason));
    }

    [Fact]
    public async Task A_conversation_that_nobody_has_begun_she_begins()
    {
        var seen = await RunAsync(new ModelRequest { Model = "eliza", Messages = [new ChatMessage("system", "Be brief.")] });
        Assert.StartsWith("Hello. I am Eliza", seen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_completion_is_a_conversation_of_one_message() =>
        Assert.Equal((await RunAsync(Chat("I love tea"))).Text(), (await RunAsync(new ModelRequest { Model = "ELIZA:latest", Shape = RequestShape.Generate, Prompt = "I love tea" })).Text());

    [Theory]
    [InlineData("llama3.2", "options", "{}", 404, "model 'llama3.2' not found")]
    [InlineData("eliza", "think", "true", 400, "does not support thinking")]
    [InlineData("eliza", "tools", """[{"type":"function"}]""", 400, "does not support tools")]
    public async Task What_she_cannot_do_is_refused_in_Ollamas_words(string model, string name, string value, int status, string words)
    {
        var seen = await RunAsync(Chat("hello") with { Model = model, Parameters = [new(name, JsonElement.Parse(value))] });
        Assert.Equal((StreamEnd.BackendRefused, status), (seen.Ending().End, seen.Ending().Status));
        Assert.Contains(words, seen.Ending().Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task She_is_listed_as_an_Ollama_would_list_her()
    {
        await using var host = new ElizaHost();
        var findings = await host.ProbeAsync(Token);
        var model = Assert.Single(findings.Models);
        Assert.Equal("eliza:latest", model.Name);
        Assert.Equal("eliza:latest", model.Listing.GetProperty("name").GetString());
        Assert.Equal(64, model.Listing.GetProperty("digest").GetString()!.Length);
        Assert.True(model.Listing.GetProperty("size").GetInt64() > 10_000);
        Assert.Equal("eliza:latest", Assert.Single(findings.Resident).Listing.GetProperty("model").GetString());
        Assert.True(findings.IsReachable);
    }

    [Fact]
    public async Task Every_key_of_her_script_answers_something()
    {
        var script = await ElizaScript.BuiltIn;
        foreach (var word in script.Keys.Keys)
        {
            var talk = new ElizaTalk(script);
            for (var i = 0; i < 5; i++)
                Assert.NotEmpty(talk.Answer($"I do {word} it"));
        }
        Assert.True(script.Answers > 300, $"{script.Answers} answers");
    }

    [Fact]
    public void Whatever_she_hears_she_answers_in_whole_sentences() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Talks.ToArbitrary(), async Task<bool> (inputs) =>
        {
            var seen = await Seen.AllAsync(new ElizaHost(new ElizaOptions { WordPace = TimeSpan.Zero }).RunAsync(Chat([.. inputs.SelectMany(input => new[] { input, "" }).SkipLast(1)]), Token), Token);
            var text = seen.Text();
            return seen[^1].Ending!.End == StreamEnd.Completed
                && text.Length > 0
                && (text[^1] is '.' or '?')
                && !text.Contains("  ", StringComparison.Ordinal)
                && !text.Contains(" ?", StringComparison.Ordinal)
                && !text.Contains(" ,", StringComparison.Ordinal)
                && !text.Contains('{', StringComparison.Ordinal);
        }));

    // Words that the script knows, in any order, among words of any kind.
    private static Gen<string[]> Talks =>
        Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Where(text => text is not null && !text.Contains('{')),
            Gen.Elements("I", "you", "my", "me", "am", "are", "was", "mother", "dream", "remember", "if", "because", "no one", "what", "is", "the meaning of", "sorry", "feel", "sad", "everyone", "computer", "can't", "need to", ",", "but", "is like", "never", "code", "wish", "were")
                .NonEmptyListOf().Select(words => string.Join(' ', words)))
        .NonEmptyListOf().Select(talk => talk.Take(20).ToArray());

    // Messages of the user and of the model in turn.
    private static ModelRequest Chat(params string[] messages) => new()
    {
        Model = "eliza",
        Messages = [.. messages.Select((text, i) => new ChatMessage(i % 2 == 0 ? "user" : "assistant", text))],
    };

    private static async Task<List<Seen>> RunAsync(ModelRequest request)
    {
        await using var host = new ElizaHost(new ElizaOptions { WordPace = TimeSpan.Zero });
        return await Seen.AllAsync(host.RunAsync(request, Token), Token);
    }
}
