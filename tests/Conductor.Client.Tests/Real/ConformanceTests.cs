using System.Text;
using Conductor.Client.Tests.Peers;
using Conductor.OllamaSim;
using Conductor.Protocol.Avatar;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;
using Microsoft.Extensions.AI;

namespace Conductor.Client.Tests.Real;

/// <summary>The client at a real conductor: what holds on one carrier holds on all.</summary>
public sealed class ConformanceTests : IAsyncLifetime
{
    private RealConductor _conductor = null!;

    public static TheoryData<string> Carriers => ["unix", "tcp", "tls", "ws", "wss", "in-process"];

    public async ValueTask InitializeAsync() => _conductor = await RealConductor.StartAsync();

    public ValueTask DisposeAsync() => _conductor.DisposeAsync();

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_prompt_is_answered(string carrier)
    {
        _conductor.Ollama.Next(Answer.Text("Because."));
        await using var client = await _conductor.ConnectAsync(carrier);

        var entries = await CollectAsync(client.MainConversation.AskAsync("Why?", cancellationToken: Patience.Token)).SoonAsync();

        Assert.Equal(("Because.", EndReason.Completed), (TextOf(entries), Assert.IsType<End>(entries[^1]).Reason));
        Assert.Contains(entries, entry => entry is Protocol.V2.Messages.Status { Model: not null });
        Assert.Equal(Enumerable.Range(1, (int)entries[^1].Seq).Select(n => (ulong)n), entries.SelectMany(Numbers));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Another_surface_sees_the_same_answer_and_may_stop_it(string carrier)
    {
        _conductor.Ollama.Next(Answer.Tokens(1_000).Gated(Gate(3)));
        await using var first = await _conductor.ConnectAsync("unix");
        await using var second = await _conductor.ConnectAsync(carrier);
        var asking = CollectAsync(first.MainConversation.AskAsync("Count.", cancellationToken: Patience.Token));

        await foreach (var happened in second.MainConversation.FollowAsync(Patience.Token))
        {
            var turn = happened switch { Snapshot { Turns: [var open, ..] } => open.TurnId, TurnStarted started => started.Turn.TurnId, _ => default };
            if (turn == default)
                continue;
            await foreach (var entry in second.MainConversation.ReadAsync(turn, Patience.Token))
                if (entry is Text)
                {
                    await second.MainConversation.CancelAsync(turn, Patience.Token);
                    break;
                }
            break;
        }

        Assert.Equal(EndReason.CancelledByUser, Assert.IsType<End>((await asking.SoonAsync())[^1]).Reason);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task An_answer_that_nobody_looks_at_goes_on_and_is_found_again(string carrier)
    {
        var gate = Gate(1);
        _conductor.Ollama.Next(Answer.Tokens(20).Gated(gate));
        var leaver = await _conductor.ConnectAsync(carrier);
        var accepted = await leaver.MainConversation.SayAsync("Count.", cancellationToken: Patience.Token).SoonAsync();
        await leaver.DisposeAsync();
        gate.Open();

        await using var client = await _conductor.ConnectAsync(carrier);
        var entries = await CollectAsync(client.MainConversation.ReadAsync(accepted.TurnId!.Value, Patience.Token)).SoonAsync();

        Assert.Equal(EndReason.Completed, Assert.IsType<End>(entries[^1]).Reason);
        var again = await CollectAsync(client.MainConversation.ReadAsync(accepted.TurnId!.Value, Patience.Token)).SoonAsync();
        Assert.Equal(TextOf(entries), TextOf(again));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Conversations_are_made_listed_renamed_branched_and_deleted(string carrier)
    {
        _conductor.Ollama.Next(Answer.Text("Because."));
        await using var client = await _conductor.ConnectAsync(carrier);
        var made = await client.NewConversationAsync("Physics", system: "Be brief.", cancellationToken: Patience.Token).SoonAsync();
        await CollectAsync(made.AskAsync("Why is it blue?", cancellationToken: Patience.Token)).SoonAsync();
        await made.RenameAsync("The sky", Patience.Token).SoonAsync();
        var branch = await made.BranchAsync(title: "Again", cancellationToken: Patience.Token).SoonAsync();

        var list = await client.ListConversationsAsync(cancellationToken: Patience.Token).SoonAsync();
        var page = await branch.OpenAsync(cancellationToken: Patience.Token).SoonAsync();
        await made.DeleteAsync(Patience.Token).SoonAsync();
        var refusal = await Assert.ThrowsAsync<ConductorException>(() => made.OpenAsync(cancellationToken: Patience.Token));

        Assert.Superset(new HashSet<string?> { "The sky", "Again" }, list.Page.Select(one => one.Title).ToHashSet());
        Assert.Equal(["Why is it blue?", "Because."], page.Messages.Select(message => message.Content));
        Assert.Equal(ErrorCode.ConversationNotFound, refusal.Code);
        Assert.Equal("Be brief.", _conductor.Ollama.Requests.Generations[^1].Messages[0].Content);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Retry_and_edit_replace_what_was_said(string carrier)
    {
        _conductor.Ollama.Next(Answer.Text("one"), Answer.Text("two"), Answer.Text("three"));
        await using var client = await _conductor.ConnectAsync(carrier);
        var conversation = client.MainConversation;
        var first = await CollectAsync(conversation.AskAsync("Why?", cancellationToken: Patience.Token)).SoonAsync();

        var second = await CollectAsync(conversation.RetryAsync(first[0].TurnId, cancellationToken: Patience.Token)).SoonAsync();
        var prompt = (await conversation.OpenAsync(cancellationToken: Patience.Token)).Messages.Single(message => message.Role == Role.User);
        var third = await CollectAsync(conversation.EditAsync(prompt.MessageId, "How?", Patience.Token)).SoonAsync();

        Assert.Equal(("one", "two", "three"), (TextOf(first), TextOf(second), TextOf(third)));
        Assert.Equal(["How?", "three"], (await conversation.OpenAsync(cancellationToken: Patience.Token)).Messages.Select(message => message.Content));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_prompt_waits_for_the_answer_before_it_and_an_interruption_does_not(string carrier)
    {
        _conductor.Ollama.Next(Answer.Tokens(10).Gated(Gate(1)), Answer.Text("now"));
        await using var client = await _conductor.ConnectAsync(carrier);
        var first = CollectAsync(client.MainConversation.AskAsync("Count.", cancellationToken: Patience.Token));
        await _conductor.Ollama.Requests.NextGenerationAsync(Patience.Token);

        var second = await CollectAsync(client.MainConversation.AskAsync("Stop.", new AskOptions { Policy = PromptPolicy.Interrupt }, Patience.Token)).SoonAsync();

        Assert.Equal((EndReason.CancelledByUser, "now"), (Assert.IsType<End>((await first.SoonAsync())[^1]).Reason, TextOf(second)));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Any_AI_code_uses_the_conductor_as_its_model(string carrier)
    {
        _conductor.Ollama.Next(Answer.Text("Good day"));
        await using var client = await _conductor.ConnectAsync(carrier);
        using var chat = new ConductorChatClient(client, "llama3.2");

        var response = await chat.GetResponseAsync("Hello", new ChatOptions { Seed = 7 }, Patience.Token).SoonAsync();

        Assert.Equal(("Good day", ChatFinishReason.Stop), (response.Text, response.FinishReason));
        Assert.True(response.Usage!.OutputTokenCount > 0);
        Assert.Contains("\"seed\":7", _conductor.Ollama.Requests.Generations[^1].Text);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Mistakes_are_refused_with_a_code(string carrier)
    {
        await using var client = await _conductor.ConnectAsync(carrier);

        Assert.Equal(ErrorCode.ConversationNotFound, await CodeOfAsync(() => client.Conversation(Guid.CreateVersion7()).OpenAsync(cancellationToken: Patience.Token)));
        Assert.Equal(ErrorCode.ArgumentInvalid, await CodeOfAsync(() => client.MainConversation.SayAsync("", cancellationToken: Patience.Token)));
        Assert.Equal(ErrorCode.PromptTooLong, await CodeOfAsync(() => client.MainConversation.SayAsync(new string('a', 300_000), cancellationToken: Patience.Token)));
        Assert.Equal(ErrorCode.TurnNotFound, await CodeOfAsync(() => client.MainConversation.CancelAsync(Guid.CreateVersion7(), Patience.Token)));
        Assert.Equal(ErrorCode.ArgumentInvalid, await CodeOfAsync(() => client.MainConversation.RenameAsync(new string('a', 201), Patience.Token)));
        Assert.Equal(ErrorCode.ArgumentInvalid, await CodeOfAsync(() => CollectAsync(client.AskOnceAsync("{}", Patience.Token))));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_surface_that_orders_too_fast_is_told_to_wait_and_loses_nothing_else(string carrier)
    {
        await using var client = await _conductor.ConnectAsync(carrier);

        var codes = await Task.WhenAll(Enumerable.Range(0, 300).Select(async _ =>
        {
            try
            {
                await client.ListModelsAsync(Patience.Token);
                return default(ConductorException);
            }
            catch (ConductorException refusal)
            {
                return refusal;
            }
        })).SoonAsync();

        var refusals = codes.OfType<ConductorException>().ToArray();
        Assert.NotEmpty(refusals);
        Assert.All(refusals, refusal => Assert.Equal((ErrorCode.RateLimited, true), (refusal.Code, refusal.RetryAfter > TimeSpan.Zero)));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task What_a_model_wants_of_the_avatar_goes_to_surfaces_that_have_one_and_is_in_no_text(string carrier)
    {
        _conductor.Ollama.Next(Answer.Text("Hi [yolla:wave]there"));
        await using var watching = await _conductor.ConnectAsync(carrier, SurfaceCapabilities.Headless with { Avatar = true });
        await using var plain = await _conductor.ConnectAsync(carrier);
        var moved = new TaskCompletionSource<Avatar>(TaskCreationOptions.RunContinuationsAsynchronously);
        watching.AvatarMoved += (_, avatar) => moved.TrySetResult(avatar);
        plain.AvatarMoved += (_, _) => moved.TrySetException(new InvalidOperationException("This surface has no avatar."));

        var seen = await CollectAsync(watching.MainConversation.AskAsync("Hello", cancellationToken: Patience.Token)).SoonAsync();
        var turn = seen[0].TurnId;
        var alone = await CollectAsync(plain.MainConversation.ReadAsync(turn, Patience.Token)).SoonAsync();
        var kept = await plain.MainConversation.OpenAsync(cancellationToken: Patience.Token).SoonAsync();

        Assert.Equal(("Hi there", "Hi there", "Hi there"), (TextOf(seen), TextOf(alone), kept.Messages[^1].Content));
        Assert.Equal(new Avatar(turn, new Perform(Gesture.Of(GestureKind.Wave))), await moved.Task.SoonAsync());
    }

    private static async Task<ErrorCode> CodeOfAsync(Func<Task> order) => (await Assert.ThrowsAsync<ConductorException>(() => order().SoonAsync())).Code;

    private static async Task<List<TurnEntry>> CollectAsync(IAsyncEnumerable<TurnEntry> answer)
    {
        var entries = new List<TurnEntry>();
        await foreach (var entry in answer)
            entries.Add(entry);
        return entries;
    }

    private static TokenGate Gate(int released)
    {
        var gate = new TokenGate();
        gate.Release(released);
        return gate;
    }

    private static IEnumerable<ulong> Numbers(TurnEntry entry)
    {
        for (var n = entry.From ?? entry.Seq; n <= entry.Seq; n++)
            yield return n;
    }

    private static string TextOf(IEnumerable<TurnEntry> entries) =>
        entries.OfType<Text>().Aggregate(new StringBuilder(), (all, text) => all.Append(text.Content)).ToString();
}
