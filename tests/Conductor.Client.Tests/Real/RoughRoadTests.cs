using System.Net;
using System.Net.Sockets;
using System.Text;
using Conductor.Client.Tests.Peers;
using Conductor.OllamaSim;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Tests.Real;

/// <summary>The client at a real conductor, over a network that cuts it off again and again, or does not read.</summary>
[Collection(AloneCollection.Name)]
public sealed class RoughRoadTests : IAsyncLifetime
{
    private static readonly int Cuts = Environment.GetEnvironmentVariable("CONDUCTOR_SOAK") is { Length: > 0 } ? 1_000 : 50;

    private RealConductor _conductor = null!;

    public static TheoryData<string> Carriers => ["unix", "ws"];

    public async ValueTask InitializeAsync() => _conductor = await RealConductor.StartAsync();

    public ValueTask DisposeAsync() => _conductor.DisposeAsync();

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Cut_off_anywhere_no_entry_is_lost_and_none_comes_twice(string carrier)
    {
        await using var proxy = Proxy(carrier);
        await using var client = await ConnectAsync(carrier, proxy);
        _conductor.Ollama.Always(Answer.From(request => Answer.Text(WordsFor(request.Messages[^1].Content)).Paced(1_500)));
        await using var witness = await _conductor.ConnectAsync("unix");
        var seen = WatchAsync(client, "the end");
        proxy.Cut(Cuts);

        var asked = new List<string>();
        while (proxy.Cuts < Cuts)
        {
            asked.Add($"question {asked.Count}");
            var turn = await HearAsync(client.MainConversation.AskAsync(asked[^1], cancellationToken: Patience.Token), asked[^1]);
            await HearAsync(witness.MainConversation.ReadAsync(turn, Patience.Token), asked[^1]);
        }
        asked.Add("the end");
        await HearAsync(client.MainConversation.AskAsync(asked[^1], cancellationToken: Patience.Token), asked[^1]);

        Assert.Equal(asked, await seen.SoonAsync());
        var page = await witness.MainConversation.OpenAsync(limit: 200, cancellationToken: Patience.Token).SoonAsync();
        Assert.Equal(asked.TakeLast(50), page.Messages.Where(message => message.Role == Role.User).Select(message => message.Content).TakeLast(50));
    }

    [Fact]
    public async Task Surfaces_that_stall_cost_the_other_nothing_and_the_conductor_little()
    {
        var alone = await GrowthAsync(stalled: 0);
        var beside = await GrowthAsync(stalled: 12);

        // One answer for each of them would be 96 MB; what a heap holds at a moment differs by some.
        Assert.True(beside < alone + (48 * 1024 * 1024), $"{beside} bytes are held with surfaces that stall, {alone} without.");
    }

    // What is held after an answer of 8 MB was read to its end, beside surfaces that have its beginning and read no more.
    private static async Task<long> GrowthAsync(int stalled)
    {
        await using var conductor = await RealConductor.StartAsync();
        await using var proxy = new RoughProxy(new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, conductor.Url.Port), seed: 1);
        await using var reader = await conductor.ConnectAsync("unix");
        var gate = new TokenGate();
        gate.Release(1);
        conductor.Ollama.Next(Answer.Tokens([.. Enumerable.Repeat(new string('x', 200) + " ", 40_000)]).Gated(gate));
        var accepted = await reader.MainConversation.SayAsync("At length.", cancellationToken: Patience.Token).SoonAsync();
        var turn = accepted.TurnId!.Value;
        var others = new List<ConductorClient>();
        for (var i = 0; i < stalled; i++)
        {
            var other = await ConnectAsync("ws", proxy);
            others.Add(other);
            await foreach (var entry in other.MainConversation.ReadAsync(turn, Patience.Token))
                if (entry is Text)
                    break;
            _ = HearAnyAsync(other.MainConversation.ReadAsync(turn, Patience.Token));
        }
        proxy.Stall();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        gate.Open();

        var length = 0;
        await foreach (var entry in reader.MainConversation.ReadAsync(turn, Patience.Token))
            if (entry is Text text)
                length += text.Content.Length;
            else if (entry is End end)
                Assert.Equal(EndReason.Completed, end.Reason);

        Assert.Equal(201 * 40_000, length);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        foreach (var other in others)
            await other.DisposeAsync();
        return held;
    }

    private static string WordsFor(string prompt) => string.Concat(Enumerable.Range(0, 60).Select(n => $"{prompt} word {n}, "));

    private static async Task HearAnyAsync(IAsyncEnumerable<TurnEntry> answer)
    {
        try
        {
            await foreach (var _ in answer)
            {
                // Only so that it is read.
            }
        }
        catch (Exception over) when (over is ObjectDisposedException or ConductorException)
        {
            // The client is gone before the answer.
        }
    }

    // Every entry once and in order, and the words that the model said.
    private static async Task<Guid> HearAsync(IAsyncEnumerable<TurnEntry> answer, string prompt)
    {
        var (text, last, turn, end) = (new StringBuilder(), 0UL, Guid.Empty, EndReason.Unknown);
        await foreach (var entry in answer)
        {
            Assert.Equal(last + 1, entry.From ?? entry.Seq);
            (last, turn) = (entry.Seq, entry.TurnId);
            if (entry is Text more)
                text.Append(more.Content);
            else if (entry is End ended)
                end = ended.Reason;
        }
        Assert.Equal((WordsFor(prompt), EndReason.Completed), (text.ToString(), end));
        return turn;
    }

    // What was said, as a loop over the conversation sees it: every event once and in order.
    private static async Task<List<string>> WatchAsync(ConductorClient client, string last)
    {
        var (said, seq) = (new List<string>(), 0UL);
        await foreach (var message in client.MainConversation.FollowAsync(Patience.Token))
        {
            if (message is Snapshot snapshot)
            {
                Assert.Equal(0UL, seq);
                seq = snapshot.Conversation.Seq;
                said.AddRange(snapshot.Messages.Where(message => message.Role == Role.User).Select(message => message.Content));
                continue;
            }
            Assert.Equal(++seq, ((ConversationEvent)message).Seq);
            if (message is MessageAdded { Message: { Role: Role.User } added })
                said.Add(added.Content);
            if (said.LastOrDefault() == last)
                break;
        }
        return said;
    }

    private RoughProxy Proxy(string carrier) => carrier == "ws"
        ? new RoughProxy(new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, _conductor.Url.Port), seed: 7)
        : new RoughProxy(
            new UnixDomainSocketEndPoint(Path.Combine(Path.GetTempPath(), $"x{Guid.NewGuid():N}"[..14])),
            new UnixDomainSocketEndPoint(_conductor.Unix["unix:".Length..]), seed: 7);

    private static Task<ConductorClient> ConnectAsync(string carrier, RoughProxy proxy) => ConductorClient.ConnectAsync(
        carrier == "ws" ? $"ws://127.0.0.1:{((IPEndPoint)proxy.Address).Port}" : $"unix:{proxy.Address}", Peer.Quick, Patience.Token);
}
