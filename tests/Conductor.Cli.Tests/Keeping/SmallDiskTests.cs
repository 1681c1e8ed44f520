using Conductor.Cli.Tests.Killing;
using Conductor.Cli.Tests.Running;
using Conductor.Client;
using Conductor.OllamaSim;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Cli.Tests.Keeping;

/// <summary>The real conductor on a disk that is full or cannot be written.</summary>
public sealed class SmallDiskTests : IAsyncDisposable
{
    private readonly CommandLine _conductor = new();
    private readonly OllamaSimulator _ollama = OllamaSimulator.Start("llama3.2");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _conductor.DisposeAsync();
        await _ollama.DisposeAsync();
    }

    [Fact]
    public async Task A_full_disk_lets_answers_end_refuses_what_is_new_and_takes_it_when_there_is_room()
    {
        await using var disk = await SmallDisk.MakeAsync(Token);
        _conductor.Environment["OLLAMA_HOST"] = _ollama.Url.Authority;
        var serve = await disk.ServeAsync(_conductor);
        await using var client = await ConductorClient.ConnectAsync($"unix:{Path.Combine(_conductor.Home, "conductor", "conductor.sock")}", cancellationToken: Token);
        var gate = new TokenGate();
        gate.Release();
        _ollama.Next(Answer.Tokens(300).Gated(gate));
        var running = await client.MainConversation.SayAsync("Count.", cancellationToken: Token).WaitAsync(CommandLine.Patience, Token);
        await _ollama.Requests.NextGenerationAsync(Token).WaitAsync(CommandLine.Patience, Token);

        var (accepted, refusal) = await FillAsync(client);
        gate.Open();
        var heard = await HeardAnswer.OfAsync(running.TurnId!.Value, client.MainConversation.ReadAsync(running.TurnId.Value, Token)).WaitAsync(CommandLine.Patience, Token);
        Assert.Equal((EndReason.Completed, ErrorCode.Unavailable), (heard.End, refusal.Code));
        Assert.Contains(disk.Journal, refusal.Message, StringComparison.Ordinal);

        await disk.MakeRoomAsync(serve);
        await HearAsync(client.MainConversation.AskAsync("There is room.", cancellationToken: Token));
        await client.DisposeAsync();
        await serve.SignalAsync("TERM");
        Assert.Equal(0, (await serve.FinishAsync()).ExitCode);
        var log = await KeptLog.ReadAsync(_conductor, "--set", $"journal.directory={disk.Journal}");
        Assert.Equal([.. accepted.Append("Count.").Append("There is room.").Order()], log.Prompts.Order());
        Assert.Equal(heard.Text, log.Answers[heard.Turn]);
        Assert.Equal(log.Prompts.Count, log.Ended);
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named_at_the_start_with_the_way_out()
    {
        var place = Directory.CreateTempSubdirectory("sealed-").FullName;
        var isMounted = await SmallDisk.RunAsync("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", place);
        try
        {
            if (!isMounted && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(place, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            var serve = await _conductor.RunAsync("serve", "--http", "127.0.0.1:0", "--backend", "eliza", "--set", $"journal.directory={place}/journal");

            Assert.NotEqual(0, serve.ExitCode);
            Assert.Contains($"{place}/journal", serve.Error, StringComparison.Ordinal);
            Assert.Contains("journal.directory", serve.Error, StringComparison.Ordinal);
        }
        finally
        {
            if (isMounted)
                await SmallDisk.RunAsync("umount", "-l", place);
            Directory.Delete(place, recursive: true);
        }
    }

    // Until the disk takes no more. What was accepted waits for the answer that runs.
    private static async Task<(List<string> Accepted, ConductorException Refusal)> FillAsync(ConductorClient client)
    {
        var accepted = new List<string>();
        for (var number = 0; number < 100; number++)
            try
            {
                var conversation = await client.NewConversationAsync(cancellationToken: Token).WaitAsync(CommandLine.Patience, Token);
                var words = $"{number} {new string('x', 60_000)}";
                await conversation.SayAsync(words, cancellationToken: Token).WaitAsync(CommandLine.Patience, Token);
                accepted.Add(words);
            }
            catch (ConductorException refusal)
            {
                return (accepted, refusal);
            }
        throw new InvalidOperationException("The disk does not fill up.");
    }

    private static async Task HearAsync(IAsyncEnumerable<TurnEntry> answer) =>
        await HeardAnswer.OfAsync(Guid.Empty, answer).WaitAsync(CommandLine.Patience, Token);
}
