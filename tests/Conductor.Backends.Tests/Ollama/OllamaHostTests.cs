using System.IO.Compression;
using System.Text;
using Conductor.Backends.Ollama;
using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.TestKit;

namespace Conductor.Backends.Tests.Ollama;

public sealed class OllamaHostTests
{
    private const string Hello = """{"message":{"role":"assistant","content":"Hello"},"done":false}""" + "\n";
    private const string Done = """{"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","eval_count":1}""" + "\n";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly ModelRequest Request = new() { Model = "llama3.2", Messages = [new ChatMessage("user", "Hi")] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_comes_as_it_is_written_with_signs_of_life_before()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new RawServer(async connection =>
        {
            await connection.RequestAsync();
            await goOn.Task;
            await connection.SendHeadAsync();
            await connection.UntilClosedAsync();
        });
        await using var host = Host(server);
        await using var answer = host.RunAsync(Request, Token).GetAsyncEnumerator(Token);
        Assert.True(await answer.MoveNextAsync());
        Assert.Equal(OutputKind.Alive, answer.Current.Kind);
        goOn.SetResult();
        Assert.True(await answer.MoveNextAsync());
        Assert.Equal(OutputKind.Alive, answer.Current.Kind);
        var next = answer.MoveNextAsync();
        await server.Connections.Single().SendChunkAsync(Hello);
        Assert.True(await next);
        Assert.Equal("Text Hello", Seen.Of(answer.Current).ToString());
    }

    [Fact]
    public async Task A_request_on_the_wire_is_plain_HTTP_with_a_length_and_the_operators_headers()
    {
        var request = "";
        await using var server = new RawServer(async connection =>
        {
            request = await connection.RequestAsync();
            await SendAnswerAsync(connection);
        });
        await using var host = new OllamaHost(new OllamaOptions
        {
            Url = new Uri(server.Url.AbsoluteUri.Replace("://", "://me:p%40ss@", StringComparison.Ordinal) + "behind/"),
            Headers = new Dictionary<string, string> { ["X-Team"] = "blue" },
        });
        Assert.Equal(StreamEnd.Completed, (await RunAsync(host)).Ending().End);
        Assert.StartsWith("POST /behind/api/chat HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: application/json\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nAccept-Encoding: gzip\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Team: blue\r\n", request, StringComparison.Ordinal);
        Assert.Contains($"\r\nAuthorization: Basic {Convert.ToBase64String("me:p@ss"u8)}\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("""{"model":"llama3.2","messages":[{"role":"user","content":"Hi"}],"stream":true}""", request, StringComparison.Ordinal);
        Assert.DoesNotContain("p@ss", host.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whole_answers_and_refusals_share_one_connection()
    {
        await using var server = new RawServer(async connection =>
        {
            for (var i = 0; ; i++)
            {
                await connection.RequestAsync();
                if (i % 2 == 0)
                    await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: " + (Hello + Done).Length + "\r\n\r\n" + Hello + Done);
                else
                    await connection.SendWholeAsync(404, "application/json", """{"error":"model 'x' not found"}""");
            }
        });
        await using var host = Host(server);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("Hello", (await RunAsync(host)).Text());
            Assert.Equal(StreamEnd.BackendRefused, (await RunAsync(host)).Ending().End);
        }
        Assert.Equal(6, Assert.Single(server.Connections).Requests);
    }

    [Fact]
    public async Task A_terminator_that_comes_after_the_end_still_saves_the_connection()
    {
        var time = new TimerWatch(new VirtualTime()) { Watching = TimeSpan.FromSeconds(1) };
        var ended = new SemaphoreSlim(0);
        await using var server = new RawServer(async connection =>
        {
            while (true)
            {
                await connection.RequestAsync();
                await connection.SendHeadAsync();
                await connection.SendChunkAsync(Hello + Done);
                await ended.WaitAsync(Token);
                await connection.SendLastChunkAsync();
            }
        });
        await using var host = Host(server, time);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("Hello", (await RunAsync(host)).Text());
            ended.Release();
            await time.DisposedAsync(Token).WaitAsync(Deadline, TimeProvider.System, Token);
        }
        Assert.Equal(3, Assert.Single(server.Connections).Requests);
    }

    [Fact]
    public async Task A_terminator_that_never_comes_is_not_waited_for_and_its_connection_is_not_used_again()
    {
        var time = new VirtualTime();
        await using var server = new RawServer(async connection =>
        {
            await connection.RequestAsync();
            await connection.SendHeadAsync();
            await connection.SendChunkAsync(Hello + Done);
            await connection.UntilClosedAsync();
        });
        await using var host = Host(server, time);
        Assert.Equal(StreamEnd.Completed, (await RunAsync(host)).Ending().End);
        await time.WaitForTimersAsync(1, Token).WaitAsync(Deadline, TimeProvider.System, Token);
        time.Advance(TimeSpan.FromSeconds(1));
        await server.Connections.Single().Closed.WaitAsync(Deadline, TimeProvider.System, Token);
    }

    [Fact]
    public async Task Cancelling_while_the_answer_is_awaited_closes_the_socket()
    {
        await using var server = new RawServer(HangAfterAsync(Hello));
        await using var host = Host(server);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var answer = await UntilTextAsync(host, cancel.Token);
        var next = answer.MoveNextAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        await server.Connections.Single().Closed.WaitAsync(Deadline, TimeProvider.System, Token);
    }

    [Fact]
    public async Task Cancelling_while_nobody_reads_closes_the_socket()
    {
        await using var server = new RawServer(HangAfterAsync(Hello));
        await using var host = Host(server);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var answer = await UntilTextAsync(host, cancel.Token);
        await cancel.CancelAsync();
        await server.Connections.Single().Closed.WaitAsync(Deadline, TimeProvider.System, Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await answer.MoveNextAsync());
    }

    [Fact]
    public async Task Cancelling_with_lines_already_here_still_ends_it()
    {
        await using var server = new RawServer(HangAfterAsync(Hello + Hello + Hello + Done));
        await using var host = Host(server);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var answer = await UntilTextAsync(host, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await answer.MoveNextAsync());
    }

    [Fact]
    public async Task Walking_away_from_an_answer_closes_the_socket()
    {
        await using var server = new RawServer(HangAfterAsync(Hello));
        await using var host = Host(server);
        var answer = await UntilTextAsync(host, Token);
        await answer.DisposeAsync();
        await server.Connections.Single().Closed.WaitAsync(Deadline, TimeProvider.System, Token);
    }

    [Fact]
    public async Task Walking_away_before_the_headers_closes_the_socket()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.RequestAsync();
            await connection.UntilClosedAsync();
        });
        await using var host = Host(server);
        var answer = host.RunAsync(Request, Token).GetAsyncEnumerator(Token);
        Assert.True(await answer.MoveNextAsync());
        await answer.DisposeAsync();
        await server.Connections.Single().Closed.WaitAsync(Deadline, TimeProvider.System, Token);
    }

    [Fact]
    public async Task Cancelling_before_the_headers_closes_the_socket()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.RequestAsync();
            await connection.UntilClosedAsync();
        });
        await using var host = Host(server);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var answer = host.RunAsync(Request, cancel.Token).GetAsyncEnumerator(Token);
        Assert.True(await answer.MoveNextAsync());
        var next = answer.MoveNextAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        await server.Connections.Single().Closed.WaitAsync(Deadline, TimeProvider.System, Token);
    }

    [Fact]
    public async Task Disposing_of_the_host_cuts_its_answers()
    {
        await using var server = new RawServer(HangAfterAsync(Hello));
        var host = Host(server);
        await using var answer = await UntilTextAsync(host, Token);
        var next = answer.MoveNextAsync();
        await host.DisposeAsync();
        Assert.True(await next);
        Assert.Equal(StreamEnd.BackendCut, answer.Current.Ending!.End);
    }

    [Fact]
    public async Task A_host_that_was_disposed_of_says_so_and_throws_nothing()
    {
        var host = new OllamaHost(new OllamaOptions { Url = new Uri("http://127.0.0.1:1") });
        await host.DisposeAsync();
        var ending = (await RunAsync(host)).Ending();
        Assert.Equal(StreamEnd.BackendFailed, ending.End);
        Assert.Contains("no longer in use", ending.Detail, StringComparison.Ordinal);
        Assert.Contains("no longer in use", (await host.ProbeAsync(Token)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_never_went_out_gives_no_sign_of_life()
    {
        await using var host = new OllamaHost(new OllamaOptions { Url = new Uri("http://127.0.0.1:1") });
        Assert.Equal(OutputKind.End, Assert.Single(await RunAsync(host)).Kind);
    }

    [Fact]
    public async Task Gzip_is_unpacked_as_it_comes()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.RequestAsync();
            await connection.SendHeadAsync(more: "Content-Encoding: gzip\r\n");
            using var packed = new MemoryStream();
            await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
                await gzip.WriteAsync(Encoding.UTF8.GetBytes(Hello + Done), Token);
            await connection.SendChunkAsync(packed.ToArray());
            await connection.SendLastChunkAsync();
            await connection.UntilClosedAsync();
        });
        await using var host = Host(server);
        var seen = await RunAsync(host);
        Assert.Equal(("Hello", StreamEnd.Completed), (seen.Text(), seen.Ending().End));
    }

    [Fact]
    public async Task One_byte_packets_through_the_middle_of_characters_make_no_difference()
    {
        var bytes = Encoding.UTF8.GetBytes("""{"message":{"role":"assistant","content":"Käse 😀 \ud83d\ude00"},"done":false}""" + "\r\n\r\n" + Done);
        await using var server = new RawServer(async connection =>
        {
            await connection.RequestAsync();
            await connection.SendHeadAsync();
            foreach (var single in bytes)
                await connection.SendChunkAsync([single]);
            await connection.SendLastChunkAsync();
            await connection.UntilClosedAsync();
        });
        await using var host = Host(server);
        var seen = await RunAsync(host);
        Assert.Equal(("Käse 😀 😀", StreamEnd.Completed), (seen.Text(), seen.Ending().End));
    }

    private static OllamaHost Host(RawServer server, TimeProvider? time = null) => new(new OllamaOptions { Url = server.Url }, time);

    private static Task<List<Seen>> RunAsync(OllamaHost host) =>
        Seen.AllAsync(host.RunAsync(Request, Token), Token).WaitAsync(Deadline, TimeProvider.System, Token);

    private static async Task<IAsyncEnumerator<ModelOutput>> UntilTextAsync(OllamaHost host, CancellationToken cancellationToken)
    {
        var answer = host.RunAsync(Request, cancellationToken).GetAsyncEnumerator(CancellationToken.None);
        do
            Assert.True(await answer.MoveNextAsync());
        while (answer.Current.Kind == OutputKind.Alive);
        return answer;
    }

    private static Func<RawConnection, Task> HangAfterAsync(string lines) => async connection =>
    {
        await connection.RequestAsync();
        await connection.SendHeadAsync();
        await connection.SendChunkAsync(lines);
        await connection.UntilClosedAsync();
    };

    private static async Task SendAnswerAsync(RawConnection connection)
    {
        await connection.SendHeadAsync();
        await connection.SendChunkAsync(Hello + Done);
        await connection.SendLastChunkAsync();
        await connection.UntilClosedAsync();
    }
}
