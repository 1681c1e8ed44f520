using System.Net;
using System.Text;
using Conductor.Client.Tests.Peers;
using Conductor.OllamaSim;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Tests.Real;

/// <summary>One turn's entries over HTTP, from any place on.</summary>
public sealed class TurnEventTests : IAsyncLifetime
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private RealConductor _conductor = null!;

    public async ValueTask InitializeAsync() => _conductor = await RealConductor.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _conductor.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_that_is_cut_at_any_entry_misses_nothing_and_gets_nothing_twice()
    {
        var gate = new TokenGate();
        _conductor.Ollama.Next(Answer.Tokens(12).Gated(gate));
        var turn = await AskAsync();
        gate.Release(5);
        using (var first = await OpenAsync(turn))
        {
            var head = await first.TakeAsync(entry => entry is Text { Seq: > 6 });
            gate.Open();
            using var rest = await OpenAsync(turn, head[^1].Id);
            var tail = await rest.TakeAsync(entry => entry is End);
            var seen = head.Concat(tail).ToArray();
            Assert.Equal(Enumerable.Range(1, (int)seen[^1].Entry.Seq).Select(n => (ulong)n), seen.SelectMany(one => Numbers(one.Entry)));
        }
        using var whole = await OpenAsync(turn);
        var all = await whole.TakeAsync(entry => entry is End);
        foreach (var (id, entry) in all[..^1])
        {
            using var again = await OpenAsync(turn, id);
            Assert.Equal(entry.Seq + 1, Numbers((await again.TakeAsync(_ => true))[0].Entry).First());
        }
    }

    [Fact]
    public async Task Who_has_the_end_is_told_to_come_no_more()
    {
        _conductor.Ollama.Next(Answer.Text("Because."));
        var turn = await AskAsync();
        using var reader = await OpenAsync(turn);
        var end = (await reader.TakeAsync(entry => entry is End))[^1];

        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync($"{turn}", end.Id));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync($"{turn}?after={end.Entry.Seq}"));
    }

    [Theory]
    [InlineData("0199a1b1-0000-7000-8000-000000000000", HttpStatusCode.NotFound)]
    [InlineData("nonsense", HttpStatusCode.NotFound)]
    [InlineData("0199a1b1-0000-7000-8000-000000000000?after=-1", HttpStatusCode.BadRequest)]
    [InlineData("0199a1b1-0000-7000-8000-000000000000?conversation=x", HttpStatusCode.BadRequest)]
    public async Task What_is_not_there_or_makes_no_sense_is_said_to_be(string path, HttpStatusCode status) => Assert.Equal(status, await StatusAsync(path));

    private static IEnumerable<ulong> Numbers(TurnEntry entry)
    {
        for (var number = entry.From ?? entry.Seq; number <= entry.Seq; number++)
            yield return number;
    }

    private async Task<Guid> AskAsync()
    {
        await using var client = await _conductor.ConnectAsync("in-process");
        return (await client.MainConversation.SayAsync("Why?", cancellationToken: Patience.Token).SoonAsync()).TurnId!.Value;
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string? lastEventId = null)
    {
        using var request = Request(path, lastEventId);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token).SoonAsync();
        return response.StatusCode;
    }

    private async Task<EventReader> OpenAsync(Guid turn, string? lastEventId = null)
    {
        using var request = Request($"{turn}", lastEventId);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token).SoonAsync();
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return new EventReader(response, await response.Content.ReadAsStreamAsync(Patience.Token));
    }

    private HttpRequestMessage Request(string path, string? lastEventId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_conductor.Url, $"/conductor/v1/turns/{path}"));
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        return request;
    }

    private sealed class EventReader(HttpResponseMessage response, Stream stream) : IDisposable
    {
        private readonly StreamReader _lines = new(stream);

        public async Task<List<(string Id, TurnEntry Entry)>> TakeAsync(Func<TurnEntry, bool> isLast)
        {
            var taken = new List<(string, TurnEntry)>();
            var id = "";
            while (await _lines.ReadLineAsync(Patience.Token).AsTask().SoonAsync() is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                    id = line[4..];
                if (!line.StartsWith("data: ", StringComparison.Ordinal))
                    continue;
                Assert.True(ServerMessageCodec.TryRead(new(Encoding.UTF8.GetBytes(line[6..])), out var message, out var fault), fault?.Message);
                taken.Add((id, Assert.IsType<TurnEntry>(message, exactMatch: false)));
                if (isLast(taken[^1].Item2))
                    return taken;
            }
            throw new InvalidOperationException("The stream ended before what was waited for.");
        }

        public void Dispose()
        {
            _lines.Dispose();
            response.Dispose();
        }
    }
}
