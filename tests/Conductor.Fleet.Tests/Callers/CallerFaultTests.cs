using System.Net;
using System.Security.Cryptography;
using System.Text;
using Conductor.Core.Backends;
using Conductor.Core.Hosts;
using Conductor.Fleet.Tests.Support;
using Conductor.OllamaSim;

namespace Conductor.Fleet.Tests.Callers;

/// <summary>What a caller may do on HTTP, and that it hurts nobody but itself: another one is answered meanwhile.</summary>
public sealed class CallerFaultTests : IAsyncLifetime
{
    private const string Ask = """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}],"stream":true}""";

    private readonly WatchedTime _time = new();
    private readonly OllamaSimulator _sim;
    private Site _site = null!;

    public CallerFaultTests() => _sim = OllamaSimulator.Start(new SimOptions { Time = _time });

    public static TheoryData<string> Paths => ["/api/chat", "/v1/chat/completions"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.StartAsync(new FleetPlan([Site.Host("host", _sim, new BackendPlan { Parallel = 4 }, _time)]), _time);
        await _site.Conductor.RefreshFleetAsync(TimeSpan.FromDays(1), Cancel).SoonAsync();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Who_never_reads_stops_the_model_and_then_loses_the_slot(string path)
    {
        _sim.Next(Answer.Tokens(200_000));
        using var caller = await RawCaller.ConnectAsync(_site.Url, receiveBuffer: 16 * 1024);
        await caller.PostAsync(path, Ask);
        var request = await _sim.Requests.NextGenerationAsync(Cancel).SoonAsync();
        await request.BlockedAsync(Cancel).SoonAsync();
        await SomebodyElseIsAnsweredAsync();
        while (!request.Ended.IsCompleted)
        {
            // The slot is wanted by others: whoever gets no further for so long gives it back.
            await _site.PassAsync(_time, TurnTimeouts.Default.Stall, Cancel).SoonAsync();
            await SomebodyElseIsAnsweredAsync();
        }
        Assert.Equal(SimEnding.ClientClosed, await request.Ended);
        await _site.Conductor.SeeNothingLeftAsync("host", "llama3.2");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Who_reads_a_byte_at_a_time_gets_all_of_it(string path)
    {
        using var caller = await RawCaller.ConnectAsync(_site.Url, receiveBuffer: 4096);
        await caller.PostAsync(path, Ask);
        var answer = await caller.ReadUntilAsync("\r\n0\r\n\r\n", atATime: 1);
        Assert.Contains(path == "/api/chat" ? "\"done\":true" : "data: [DONE]", answer, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Who_reads_in_bursts_gets_all_of_it(string path)
    {
        _sim.Next(Answer.Tokens(100_000));
        using var caller = await RawCaller.ConnectAsync(_site.Url, receiveBuffer: 16 * 1024);
        await caller.PostAsync(path, Ask);
        var request = await _sim.Requests.NextGenerationAsync(Cancel).SoonAsync();
        var all = new StringBuilder();
        for (var burst = 0; burst < 3; burst++)
        {
            await request.BlockedAsync(Cancel).SoonAsync();
            await SomebodyElseIsAnsweredAsync();
            for (var length = all.Length; all.Length < length + 1_000_000;)
                all.Append(await caller.ReadAsync());
        }
        all.Append(await caller.ReadUntilAsync("\r\n0\r\n\r\n"));
        Assert.Equal(100_000, request.SentTokens);
        Assert.Contains(path == "/api/chat" ? "\"done\":true" : "data: [DONE]", all.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Who_closes_its_own_half_has_left(string path)
    {
        _sim.Next(Fault.NeverAnswer);
        using var caller = await RawCaller.ConnectAsync(_site.Url);
        await caller.PostAsync(path, Ask);
        var request = await _sim.Requests.NextGenerationAsync(Cancel).SoonAsync();
        caller.CloseHalf();
        await request.ClosedByClient.SoonAsync();
        await _site.Conductor.SeeNothingLeftAsync("host", "llama3.2");
    }

    [Fact]
    public async Task Garbage_of_every_kind_ends_its_own_connection()
    {
        var noise = new Random(4711);
        for (var kind = 0; kind < 200; kind++)
        {
            using var caller = await RawCaller.ConnectAsync(_site.Url);
            var bytes = new byte[noise.Next(1, 4000)];
            noise.NextBytes(bytes);
            try
            {
                await caller.SendAsync(kind % 2 == 0 ? bytes : [.. "POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: "u8, .. bytes]);
                caller.CloseHalf();
                var answer = await caller.ReadAsync();
                Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), answer);
            }
            catch (System.Net.Sockets.SocketException)
            {
                // It was ended before it had said all.
            }
        }
        await SomebodyElseIsAnsweredAsync();
        Assert.Single(_sim.Requests.Generations);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Twenty_megabytes_of_nothing_are_refused_and_of_words_are_passed_on(string path)
    {
        var spaces = new string(' ', 20 << 20);
        using (var refused = await PostAsync(path, spaces))
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var taken = await PostAsync(path, Ask.Replace("hi", new string('x', 20 << 20), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        await taken.Content.LoadIntoBufferAsync(Cancel);
        Assert.Equal(20 << 20, _sim.Requests.Generations[^1].Prompt.Length);
        await SomebodyElseIsAnsweredAsync();
    }

    [Fact]
    public async Task A_body_that_announces_more_than_it_brings_holds_up_nobody()
    {
        var callers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => RawCaller.ConnectAsync(_site.Url)));
        foreach (var caller in callers)
            await caller.SendAsync(Encoding.UTF8.GetBytes("POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n{\"model\":"));
        await SomebodyElseIsAnsweredAsync();
        foreach (var caller in callers)
            caller.Dispose();
        await SomebodyElseIsAnsweredAsync();
        Assert.Equal(2, _sim.Requests.Generations.Count);
    }

    [Fact]
    public async Task A_thousand_callers_who_say_their_headers_letter_by_letter_hold_up_nobody()
    {
        var callers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => RawCaller.ConnectAsync(_site.Url)));
        foreach (var letter in Encoding.UTF8.GetBytes("POST /api/"))
            foreach (var caller in callers)
                await caller.SendAsync(new[] { letter });
        await SomebodyElseIsAnsweredAsync();
        await callers[0].SendAsync(Encoding.UTF8.GetBytes($"chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Ask.Length}\r\n\r\n{Ask}"));
        Assert.Contains("\"done\":true", await callers[0].ReadUntilAsync("\r\n0\r\n\r\n"), StringComparison.Ordinal);
        foreach (var caller in callers)
            caller.Dispose();
    }

    [Fact]
    public async Task A_prompt_of_random_bytes_is_refused_or_answered_and_never_more()
    {
        for (var turn = 0; turn < 50; turn++)
        {
            using var response = await PostAsync("/api/chat", Encoding.Latin1.GetString(RandomNumberGenerator.GetBytes(1000)));
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
        await SomebodyElseIsAnsweredAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _sim.DisposeAsync();
    }

    private async Task SomebodyElseIsAnsweredAsync()
    {
        using var answer = await PostAsync("/api/chat", Ask);
        var text = await answer.Content.ReadAsStringAsync(Cancel).SoonAsync();
        Assert.True(text.Contains("\"done\":true", StringComparison.Ordinal), $"At {_time.Elapsed}: {text}");
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
        return await _site.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel).SoonAsync();
    }
}
