using System.Net;
using System.Net.Http.Headers;
using Conductor.OllamaSim.Wire;

namespace Conductor.OllamaSim.Tests.Faults;

/// <summary>F18 and F19: whole, in a form that few expect.</summary>
public sealed class FormTests : SimTest
{
    private const string Text = "größer 日本語 😀 é end";

    private OllamaSimulator For(string protocol) => Start(new SimOptions { Flavor = Protocols.FlavorOf(protocol) });

    [Theory]
    [MemberData(nameof(Protocols.All), MemberType = typeof(Protocols))]
    public async Task F18_every_byte_can_travel_alone(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Answer.Text(Text).With(Fault.OneBytePackets));
        using var raw = await Protocols.PostAsync(sim, protocol);
        await (await sim.Requests.NextGenerationAsync(Cancelled)).Ended;
        while (raw.Socket.Available > 0) await raw.ReadAsync();
        Assert.Equal(Text, Protocols.TextOf(Raw.BodyOf(raw.Seen)));
        Assert.Equal(sim.Requests.All[0].SentBytes, raw.Reads.Sum());
        Assert.Equal(SimEnding.Completed, sim.Requests.All[0].Ending);
    }

    [Fact]
    public async Task F18_one_byte_packets_are_seen_one_by_one_by_a_client_that_reads_at_once()
    {
        var sim = Start();
        sim.Always(Answer.Tokens("a").With(Fault.OneBytePackets));
        using var raw = await Raw.ConnectAsync(sim);
        await raw.PostAsync("/api/chat", Raw.Chat);
        await raw.ReadUntilAsync("\r\n0\r\n\r\n");
        Assert.True(raw.Reads.Count > 20, $"{raw.Reads.Count} reads for {raw.Reads.Sum()} bytes");
    }

    [Fact]
    public void F18_a_packet_border_falls_into_every_character_of_several_bytes()
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(Text);
        var packets = Packets.For(Fault.SplitCharacters)!.Cut(bytes).Select(packet => packet.ToArray()).ToList();
        Assert.Equal(bytes, packets.SelectMany(packet => packet));
        Assert.Equal(Text.EnumerateRunes().Count(rune => rune.Value > 0x7f), packets.Count - 1);
        Assert.All(packets.SkipLast(1), packet => Assert.InRange(packet[^1], 0xC2, 0xF4));
    }

    [Theory]
    [MemberData(nameof(Protocols.Streamed), MemberType = typeof(Protocols))]
    public async Task F18_split_characters_arrive_whole(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Answer.Text(Text).With(Fault.SplitCharacters));
        Assert.Equal(Text, Protocols.TextOf(Raw.BodyOf(await Protocols.AskAsync(sim, protocol))));
    }

    [Theory]
    [MemberData(nameof(Protocols.Streamed), MemberType = typeof(Protocols))]
    public async Task F18_a_line_can_be_huge(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Answer.Tokens("end").With(Fault.HugeLine()));
        var answer = await Protocols.AskAsync(sim, protocol);
        Assert.True(Raw.ChunksOf(answer).Max(chunk => chunk.Length) > 4 << 20);
        Assert.EndsWith("fend", Protocols.TextOf(Raw.BodyOf(answer)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Protocols.Streamed), MemberType = typeof(Protocols))]
    public async Task F18_lines_can_end_in_CRLF_and_stand_between_blanks_and_comments(string protocol)
    {
        var (sim, isSse) = (For(protocol), Protocols.IsSse(protocol));
        sim.Always(Answer.Tokens("a", "b").With(Fault.Crlf.And(Fault.BlankLines).And(Fault.Comments)));
        var body = Raw.BodyOf(await Protocols.AskAsync(sim, protocol));
        Assert.Equal("ab", Protocols.TextOf(body));
        Assert.DoesNotMatch("[^\r]\n", body);
        Assert.StartsWith(isSse ? "\r\n: keep-alive\r\n\r\ndata: {" : "\r\n {", body, StringComparison.Ordinal);
        Assert.Contains(isSse ? "}\r\n\r\n\r\n: keep-alive" : "}\r\n\r\n {", body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Protocols.All), MemberType = typeof(Protocols))]
    public async Task F19_gzip_is_whole_for_a_client_that_unpacks_and_its_first_token_comes_first(string protocol)
    {
        var sim = For(protocol);
        var gate = new TokenGate();
        sim.Next(Answer.Text(Text).With(Fault.Gzip).Gated(gate));
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.GZip });
        var isStreamed = protocol.EndsWith("streamed", StringComparison.Ordinal);
        var path = Protocols.IsSse(protocol) ? "v1/chat/completions" : "api/chat";
        var body = new StringContent(isStreamed ? Raw.StreamedChat : Raw.WholeChat, MediaTypeHeaderValue.Parse("application/json"));
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(sim.Url, path)) { Content = body };
        if (!isStreamed) gate.Open();
        else gate.Release();
        using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancelled));
        var first = isStreamed ? await reader.ReadLineAsync(Cancelled) : "";
        gate.Open();
        Assert.Equal(Text, Protocols.TextOf(first + await reader.ReadToEndAsync(Cancelled)));
        Assert.Contains("gzip", answer.Content.Headers.ContentEncoding.Concat(["gzip"]));
    }
}
