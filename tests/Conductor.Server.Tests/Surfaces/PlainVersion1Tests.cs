using System.Text.Json.Nodes;
using Conductor.OllamaSim;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Surfaces;

/// <summary>What a surface gets that was written from the reference of version 1 alone.</summary>
public sealed class PlainVersion1Tests : IAsyncLifetime
{
    private const string Capabilities =
        """{"color":true,"avatar":true,"avatar_animations":true,"tasks":true,"streaming":true,"images":false,"audio":false,"rich_text":false,"pointer_input":true,"keyboard_input":true,"clipboard":false,"max_width":0,"max_height":0}""";

    private const string Handshake =
        $$$"""{"Handshake":{"event_id":"evt_7","protocol_version":1,"surface_type":"Tui","capabilities":{{{Capabilities}}},"auth_token":null}}""";

    private readonly TemporaryDirectory _directory = new();
    private readonly OllamaSimulator _ollama = OllamaSimulator.Start("llama3.2");
    private ServedConductor _conductor = null!;

    public async ValueTask InitializeAsync() =>
        _conductor = await ServedConductor.StartAsync(new ServedSettings { SocketPath = _directory.Socket }, _ollama);

    public async ValueTask DisposeAsync()
    {
        await _conductor.DisposeAsync();
        await _ollama.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_handshake_is_answered_by_five_messages_in_their_order()
    {
        using var surface = await PlainSurface.ConnectAsync(_directory.Socket);
        await surface.SendAsync(Handshake);

        Assert.Matches("""^\{"HandshakeAck":\{"accepted":true,"connection_id":"[^"]+","rejection_reason":null,"protocol_version":1\}\}$""", await surface.ReadAsync());
        Assert.Equal("""{"Ack":{"event_id":"evt_7"}}""", await surface.ReadAsync());
        Assert.Equal("""{"State":{"state":"Ready"}}""", await surface.ReadAsync());
        Assert.Matches("""^\{"SessionInfo":\{"session_id":"[^"]+","model":"[^"]*","ready":true\}\}$""", await surface.ReadAsync());
        Assert.StartsWith("""{"StateSnapshot":{"conversation_history":[],"avatar_state":{"position":"BottomRight","mood":"Happy",""", await surface.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_comes_as_the_reference_tells_and_its_end_has_all_of_it()
    {
        using var surface = await GreetedAsync();
        _ollama.Next(Answer.Tokens("Because ", "of [yolla:wa", "ve]the ", "air."));
        await surface.SendAsync("""{"UserMessage":{"event_id":"evt_8","content":"Why is the sky blue?"}}""");

        var all = await surface.ReadUntilAsync(json => json == """{"State":{"state":"Ready"}}""");

        Assert.Equal("""{"Ack":{"event_id":"evt_8"}}""", all[0]);
        Assert.Matches("""^\{"Message":\{"id":"[^"]+","role":"User","content":"Why is the sky blue\?","content_type":"Plain"\}\}$""", all[1]);
        Assert.Equal(["""{"State":{"state":"Thinking"}}""", """{"State":{"state":"Responding"}}"""], all.Where(json => json.StartsWith("""{"State":""", StringComparison.Ordinal)).SkipLast(1));
        Assert.Contains("""{"AvatarGesture":{"gesture":"Wave","duration_ms":1500}}""", all);
        var end = JsonNode.Parse(all[^2])!["StreamEnd"]!;
        var tokens = all.Select(json => JsonNode.Parse(json)!).Where(json => json is JsonObject one && one.ContainsKey("Token")).Select(json => json["Token"]!).ToList();
        Assert.Equal("Because of the air.", string.Concat(tokens.Select(token => (string)token["text"]!)));
        Assert.Equal("Because of the air.", (string)end["final_content"]!);
        Assert.All(tokens, token => Assert.Equal((string)end["message_id"]!, (string)token["message_id"]!));
        Assert.Equal(
            ["model_id", "elapsed_ms", "token_count", "tokens_per_second", "agent_tasks_spawned", "files_processed", "bytes_processed", "network_involved", "context_hint"],
            end["metadata"]!.AsObject().Select(field => field.Key));
    }

    [Fact]
    public async Task Frames_may_be_split_at_every_byte_and_merged_at_will()
    {
        using var surface = await PlainSurface.ConnectAsync(_directory.Socket);
        foreach (var one in PlainSurface.Frame(Handshake))
            await surface.SendAsync([one]);
        await surface.ReadUntilAsync(json => json.StartsWith("""{"StateSnapshot":""", StringComparison.Ordinal));

        await surface.SendAsync([
            .. PlainSurface.Frame("""{"Resized":{"event_id":"evt_9","width":80,"height":24}}"""),
            .. PlainSurface.Frame("""{"MessageReceived":{"message_id":"msg_1"}}"""),
            .. PlainSurface.Frame("""{"AvatarClicked":{"event_id":"evt_10","from_the_future":true}}"""),
        ]);

        Assert.Equal("""{"Ack":{"event_id":"evt_9"}}""", await surface.ReadAsync());
        Assert.Equal("""{"Ack":{"event_id":"evt_10"}}""", await surface.ReadAsync());
        Assert.Equal("""{"AvatarGesture":{"gesture":"Wave","duration_ms":1500}}""", await surface.ReadAsync());
    }

    [Fact]
    public async Task An_unknown_event_is_told_and_the_connection_goes_on_but_a_damaged_frame_ends_it()
    {
        using var surface = await GreetedAsync();
        await surface.SendAsync("""{"UserDreams":{"event_id":"evt_9"}}""");
        Assert.Matches("""^\{"Notify":\{"level":"(Error|Warning)","title":[^,]+,"message":"[^"]""", await surface.ReadAsync());
        await surface.SendAsync("""{"Resized":{"event_id":"evt_10","width":80,"height":24}}""");
        Assert.Equal("""{"Ack":{"event_id":"evt_10"}}""", await surface.ReadAsync());

        var damaged = PlainSurface.Frame("""{"Pong":{"seq":12}}""");
        damaged[^3] ^= 1;
        await surface.SendAsync(damaged);

        var last = await surface.ReadUntilAsync(json => json.StartsWith("""{"Notify":{"level":"Error",""", StringComparison.Ordinal));
        Assert.Single(last);
        while (await surface.ReadAsync() is { } farewell)
            Assert.DoesNotContain("Ack", farewell, StringComparison.Ordinal);
    }

    private async Task<PlainSurface> GreetedAsync()
    {
        var surface = await PlainSurface.ConnectAsync(_directory.Socket);
        await surface.SendAsync(Handshake);
        await surface.ReadUntilAsync(json => json.StartsWith("""{"StateSnapshot":""", StringComparison.Ordinal));
        return surface;
    }
}
