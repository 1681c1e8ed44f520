using System.Text;
using Conductor.Client.Tests.Peers;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Tests.Reading;

public sealed class AnswerTests
{
    private static readonly Guid Turn = Guid.Parse("0199a1b1-0000-7000-8000-000000000000");

    [Fact]
    public async Task An_answer_is_read_entry_by_entry_to_its_end()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var reading = ReadAsync(client.MainConversation.AskAsync("Why?", cancellationToken: Patience.Token));

        await AcceptAsync(session);
        await session.SendAsync(
            new Status(Turn, 1, null, TurnStage.Queued, "gpu-1", "llama3.2", 2, null), new Text(Turn, 2, null, "Be"), new Text(Turn, 4, 3, "cause"), End(5));

        var entries = await reading;
        Assert.Equal([typeof(Status), typeof(Text), typeof(Text), typeof(End)], entries.Select(entry => entry.GetType()));
        Assert.Equal("Because", TextOf(entries));
    }

    [Fact]
    public async Task A_cut_in_the_middle_is_not_noticed()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var reading = ReadAsync(client.MainConversation.AskAsync("Why?", cancellationToken: Patience.Token));
        await AcceptAsync(session);
        await session.SendAsync(new Text(Turn, 1, null, "Be"));
        var again = peer.WelcomeAsync();
        await session.DisposeAsync();

        session = await again;
        var resume = await session.ReadAsync<Resume>();
        await session.SendAsync(new Accepted(resume.CommandId, Peer.Main, Turn, null, false));
        // One that is here already, and what was missed in one piece.
        await session.SendAsync(new Text(Turn, 1, null, "Be"), new Text(Turn, 3, 2, "cause"), End(4));

        Assert.Equal(("Because", 1UL), (TextOf(await reading), resume.Position.After));
    }

    [Fact]
    public async Task A_conductor_that_was_started_again_names_its_attempt_and_nothing_is_said_twice()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var reading = ReadAsync(client.MainConversation.AskAsync("Why?", cancellationToken: Patience.Token));
        await AcceptAsync(session);
        await session.SendAsync(new Text(Turn, 1, null, "Be"));
        var next = peer.WelcomeAsync();
        await session.DisposeAsync();
        session = await next;
        var resume = await session.ReadAsync<Resume>();
        await session.SendAsync(new Accepted(resume.CommandId, Peer.Main, Turn, null, false), new TurnSnapshot(Turn, 1, 2, "Be", null, null));
        next = peer.WelcomeAsync();
        await session.DisposeAsync();

        session = await next;
        resume = await session.ReadAsync<Resume>();
        await session.SendAsync(new Accepted(resume.CommandId, Peer.Main, Turn, null, false), new Text(Turn, 2, null, "cause"), End(3));

        var entries = await reading;
        Assert.Equal((2U, 1UL), (resume.Position.Attempt, resume.Position.After));
        Assert.Equal([typeof(Text), typeof(Text), typeof(End)], entries.Select(entry => entry.GetType()));
        Assert.Equal("Because", TextOf(entries));
    }

    [Theory]
    [InlineData("Because air ", "scatters", "Because air scatters", false)]
    [InlineData("Be", "cause air scatters", "Because air scatters", false)]
    [InlineData("Because ", "we say so", "Because we say so", true)]
    [InlineData("Be", "cause", "Because", true)]
    public async Task Words_that_a_crash_took_and_that_are_said_again_are_not_noticed_and_others_begin_the_answer_anew(string first, string second, string whole, bool isAnew)
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var reading = ReadAsync(client.MainConversation.AskAsync("Why?", cancellationToken: Patience.Token));
        await AcceptAsync(session);
        await session.SendAsync(new Thinking(Turn, 1, null, "Rayleigh"), new Text(Turn, 2, null, "Because "), new Text(Turn, 3, null, "air "));
        var next = peer.WelcomeAsync();
        await session.DisposeAsync();

        session = await next;
        var resume = await session.ReadAsync<Resume>();
        await session.SendAsync(
            new Accepted(resume.CommandId, Peer.Main, Turn, null, false), new TurnSnapshot(Turn, 0, 2, "", null, null),
            new Status(Turn, 1, null, TurnStage.Loading, "gpu-1", "llama3.2", null, null), new Thinking(Turn, 2, null, "Ray"), new Thinking(Turn, 3, null, "leigh"),
            new Text(Turn, 4, null, first), new Text(Turn, 5, null, second), End(6));

        var entries = await reading;
        Assert.Equal(isAnew ? 1 : 0, entries.Count(entry => entry is Restarted));
        Assert.All(entries.Zip(entries.Skip(1)), two => Assert.True(two.Second is Restarted || two.Second.Seq >= two.First.Seq, $"{two.Second} after {two.First}"));
        Assert.Equal(("Rayleigh", whole), (string.Concat(entries.SkipWhile(entry => isAnew && entry is not Restarted).OfType<Thinking>().Select(thought => thought.Content)), TextOf(entries)));
    }

    [Fact]
    public async Task Words_that_a_crash_took_are_void_and_the_answer_begins_anew()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var reading = ReadAsync(client.MainConversation.AskAsync("Why?", cancellationToken: Patience.Token));
        await AcceptAsync(session);
        await session.SendAsync(new Text(Turn, 1, null, "No "), new Text(Turn, 2, null, "idea"));
        var next = peer.WelcomeAsync();
        await session.DisposeAsync();

        session = await next;
        var resume = await session.ReadAsync<Resume>();
        await session.SendAsync(
            new Accepted(resume.CommandId, Peer.Main, Turn, null, false), new TurnSnapshot(Turn, 0, 2, "", null, null),
            new Text(Turn, 1, null, "Be"), new Text(Turn, 2, null, "cause"), End(3));

        var entries = await reading;
        Assert.Equal([typeof(Text), typeof(Text), typeof(Restarted), typeof(Text), typeof(Text), typeof(End)], entries.Select(entry => entry.GetType()));
        Assert.Equal("Because", TextOf(entries));
    }

    [Fact]
    public async Task A_prompt_without_an_answer_is_sent_again_with_the_same_id()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var reading = ReadAsync(client.MainConversation.AskAsync("Why?", cancellationToken: Patience.Token));
        var first = await session.ReadAsync<Prompt>();
        var again = peer.WelcomeAsync();
        await session.DisposeAsync();

        session = await again;
        var second = await session.ReadAsync<Prompt>();
        await session.SendAsync(new Accepted(second.CommandId, Peer.Main, Turn, 1, true));
        await session.ReadAsync<Resume>();
        await session.SendAsync(new Text(Turn, 1, null, "once"), End(2));

        Assert.Equal((first.CommandId, "once"), (second.CommandId, TextOf(await reading)));
    }

    [Fact]
    public async Task The_token_stops_the_answer_itself()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        using var stop = new CancellationTokenSource();
        var reading = ReadAsync(client.MainConversation.AskAsync("Why?", cancellationToken: stop.Token));
        await AcceptAsync(session);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal(Turn, (await session.ReadAsync<Cancel>()).TurnId);
    }

    [Fact]
    public async Task The_token_stops_an_answer_that_has_no_name_yet()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        using var stop = new CancellationTokenSource();
        var reading = ReadAsync(client.MainConversation.AskAsync("Why?", cancellationToken: stop.Token));
        var prompt = await session.ReadAsync<Prompt>();

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await session.SendAsync(new Accepted(prompt.CommandId, Peer.Main, Turn, 1, false));

        await session.ReadAsync<Resume>();
        Assert.Equal(Turn, (await session.ReadAsync<Cancel>()).TurnId);
    }

    [Fact]
    public async Task Leaving_the_loop_does_not_stop_the_answer()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var first = FirstAsync(client.MainConversation.AskAsync("Why?", cancellationToken: Patience.Token));
        await AcceptAsync(session);
        await session.SendAsync(new Text(Turn, 1, null, "Be"));

        await first;

        Assert.Equal(Peer.Main, (await session.ReadAsync<Unsubscribe>()).ConversationId);
    }

    [Fact]
    public async Task A_refusal_says_its_code_and_the_way_out()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var reading = ReadAsync(client.MainConversation.AskAsync("Why?", new AskOptions { Model = "nope" }, Patience.Token));

        var prompt = await session.ReadAsync<Prompt>();
        await session.SendAsync(Error.Of(ErrorCode.ModelNotFound, "No host has the model \"nope\".", prompt.CommandId));

        var refusal = await Assert.ThrowsAsync<ConductorException>(() => reading);
        Assert.Equal((ErrorCode.ModelNotFound, false, "nope"), (refusal.Code, refusal.Retryable, prompt.Model));
        Assert.Contains("List the models", refusal.WayOut);
    }

    [Fact]
    public async Task A_snapshot_brings_only_what_is_new()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var reading = ReadAsync(client.MainConversation.AskAsync("Why?", cancellationToken: Patience.Token));
        await AcceptAsync(session);

        await session.SendAsync(new Text(Turn, 1, null, "Be"), new TurnSnapshot(Turn, 9, 1, "Because", null, EndReason.Completed));

        var entries = await reading;
        Assert.Equal(("Because", EndReason.Completed), (TextOf(entries), Assert.IsType<End>(entries[^1]).Reason));
        Assert.DoesNotContain(entries, entry => entry is Restarted);
    }

    [Fact]
    public async Task A_snapshot_of_another_answer_begins_anew()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var reading = ReadAsync(client.MainConversation.AskAsync("Why?", cancellationToken: Patience.Token));
        await AcceptAsync(session);

        await session.SendAsync(new Text(Turn, 1, null, "No idea"), new TurnSnapshot(Turn, 9, 2, "Because", null, EndReason.Completed));

        var entries = await reading;
        Assert.Equal(2U, Assert.Single(entries.OfType<Restarted>()).Attempt);
        Assert.Equal("Because", TextOf(entries));
    }

    [Fact]
    public async Task A_gap_is_filled_before_anything_after_it_is_shown()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var reading = ReadAsync(client.MainConversation.AskAsync("Why?", cancellationToken: Patience.Token));
        await AcceptAsync(session);
        await session.SendAsync(new Text(Turn, 1, null, "a"), new Text(Turn, 3, null, "c"));

        var resume = await session.ReadAsync<Resume>();
        await session.SendAsync(new Accepted(resume.CommandId, Peer.Main, Turn, null, false), new Text(Turn, 3, 2, "bc"), End(4));

        Assert.Equal(("abc", 1UL), (TextOf(await reading), resume.Position.After));
    }

    [Fact]
    public async Task Being_too_slow_once_is_not_an_end()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var reading = ReadAsync(client.MainConversation.AskAsync("Why?", cancellationToken: Patience.Token));
        await AcceptAsync(session);
        await session.SendAsync(new Text(Turn, 1, null, "a"), new End(Turn, 2, null, EndReason.SurfaceTooSlow, ErrorCode.SurfaceTooSlow, null));

        var resume = await session.ReadAsync<Resume>();
        await session.SendAsync(new Accepted(resume.CommandId, Peer.Main, Turn, null, false), new Text(Turn, 2, null, "b"), End(3));

        var entries = await reading;
        Assert.Equal(("ab", EndReason.Completed), (TextOf(entries), Assert.IsType<End>(entries[^1]).Reason));
    }

    [Fact]
    public async Task An_answer_longer_than_is_kept_ends_its_loop_and_nothing_else()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync(Peer.Quick with { MaxAnswerBytes = 10_000 });
        await using var _ = client;
        var reading = ReadAsync(client.MainConversation.AskAsync("Why?", cancellationToken: Patience.Token));
        await AcceptAsync(session);

        await session.SendAsync(new Text(Turn, 1, null, new string('a', 6_000)));

        Assert.Equal(ErrorCode.SurfaceTooSlow, (await Assert.ThrowsAsync<ConductorException>(() => reading)).Code);
        var models = client.ListModelsAsync(Patience.Token);
        await session.ReadAsync<Unsubscribe>();
        var question = await session.ReadAsync<ListModels>();
        await session.SendAsync(new Models(question.CommandId, []));
        Assert.Empty(await models.SoonAsync());
    }

    [Fact]
    public async Task Random_cuts_lose_nothing_and_bring_nothing_twice()
    {
        var cuts = Environment.GetEnvironmentVariable("CONDUCTOR_SOAK") is null ? 60 : 2_000;
        await using var peer = new KeepingPeer();
        await using var client = await ConductorClient.ConnectAsync(peer.Address, Peer.Quick, Patience.Token);
        var random = new Random(5);
        var reading = ReadAsync(client.MainConversation.AskAsync("Count.", cancellationToken: Patience.Token));
        var turn = await peer.Begun.Task.SoonAsync();
        var said = new StringBuilder();
        for (var n = 1; n <= cuts * 5; n++)
        {
            var word = $"{n} ";
            said.Append(word);
            await peer.AppendAsync(turn, seq => new Text(turn, seq, null, word));
            if (random.Next(5) != 0)
                continue;
            // Words go on being said while nobody is connected, or not.
            var back = await peer.CutAsync();
            if (random.Next(2) == 0)
                await back.SoonAsync();
        }
        await peer.AppendAsync(turn, seq => new End(turn, seq, null, EndReason.Completed, null, null));

        Assert.Equal(said.ToString(), TextOf(await reading));
        Assert.Equal(1, peer.Prompts);
        Assert.InRange(peer.Connections, cuts / 3, int.MaxValue);
    }

    private static async Task AcceptAsync(PeerSession session)
    {
        var prompt = await session.ReadAsync<Prompt>();
        await session.SendAsync(new Accepted(prompt.CommandId, prompt.ConversationId, Turn, 1, false));
        var resume = await session.ReadAsync<Resume>();
        await session.SendAsync(new Accepted(resume.CommandId, prompt.ConversationId, Turn, null, false));
    }

    private static End End(ulong seq) => new(Turn, seq, null, EndReason.Completed, null, null);

    private static Task<List<TurnEntry>> ReadAsync(IAsyncEnumerable<TurnEntry> answer) => CollectAsync(answer).SoonAsync();

    private static async Task<List<TurnEntry>> CollectAsync(IAsyncEnumerable<TurnEntry> answer)
    {
        var entries = new List<TurnEntry>();
        await foreach (var entry in answer)
            entries.Add(entry);
        return entries;
    }

    private static async Task<TurnEntry> FirstAsync(IAsyncEnumerable<TurnEntry> answer)
    {
        await foreach (var entry in answer)
            return entry;
        throw new InvalidOperationException("There was none.");
    }

    private static string TextOf(IEnumerable<TurnEntry> entries)
    {
        var text = new StringBuilder();
        foreach (var entry in entries)
            if (entry is Text more)
                text.Append(more.Content);
            else if (entry is Restarted)
                text.Clear();
        return text.ToString();
    }
}
