using System.Collections.Concurrent;
using Conductor.Cli.Tests.Running;
using Conductor.Client;
using Conductor.OllamaSim;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Cli.Tests.Killing;

/// <summary>The real conductor, killed in the middle of its answers, and surfaces that stay: they repeat their orders and resume by number.</summary>
public sealed class SurfaceKillTests : IAsyncDisposable
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("CONDUCTOR_SOAK") is { Length: > 0 } ? 50 : 3;

    private static readonly ConductorClientOptions Patient = new()
    {
        FirstRetry = TimeSpan.FromMilliseconds(20),
        LongestRetry = TimeSpan.FromMilliseconds(200),
        GiveUpAfter = CommandLine.Patience,
    };

    private readonly CommandLine _conductor = new();
    private readonly OllamaSimulator _ollama = OllamaSimulator.Start("llama3.2");
    private readonly ConcurrentQueue<string> _accepted = new();
    private readonly List<ConductorClient> _clients = [];
    private readonly Random _random = new(7);
    private int _asked;
    private Goal? _goal;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
        await _conductor.DisposeAsync();
        await _ollama.DisposeAsync();
    }

    [Fact]
    public async Task Killed_again_and_again_no_order_is_lost_or_doubled_and_every_surface_comes_to_the_same_text()
    {
        _conductor.Environment["OLLAMA_HOST"] = _ollama.Url.Authority;
        // Every third time the model says something else: then an answer that is asked anew begins anew before everybody's eyes.
        _ollama.Always(Answer.From(request => Answer
            .Text(string.Join(' ', Enumerable.Range(0, 24).Select(word => $"{request.Messages[^1].Content} {word}{(Interlocked.Increment(ref _asked) % 72 < 24 ? "!" : "")}")))
            .Paced(500)));
        var (serve, _) = await _conductor.ServeAsync();
        var talkers = new[] { await TalkerAsync(0), await TalkerAsync(1), await TalkerAsync(2), await TalkerAsync(3) };
        using var stop = new CancellationTokenSource();
        var watching = new[] { await WatchAsync(), await WatchAsync() };
        var talking = Task.WhenAll(talkers.Select(talker => talker.TalkAsync(OnAccepted, stop.Token)));

        for (var round = 0; round < Rounds; round++)
        {
            await EnoughAsync(_random.Next(3, 20), talking);
            await serve.SignalAsync("KILL");
            await serve.FinishAsync();
            if (round % 10 == 0)
                (await KeptLog.ReadAsync(_conductor)).Holds(_accepted, $"round {round}");
            (serve, _) = await _conductor.ServeAsync();
        }
        await stop.CancelAsync();
        await talking.WaitAsync(CommandLine.Patience, Token);
        foreach (var talker in talkers)
            await Task.WhenAll(talker.Said.OrderBy(_ => _random.Next()).Take(20).Select(talker.RepeatAsync)).WaitAsync(CommandLine.Patience, Token);
        await foreach (var _ in _clients[0].MainConversation.AskAsync("the end", cancellationToken: Token))
        {
            // Heard out: everything before it has ended then.
        }
        var watched = await Task.WhenAll(watching.Select(one => one.Answers)).WaitAsync(CommandLine.Patience, Token);
        await serve.SignalAsync("TERM");
        Assert.Equal(0, (await serve.FinishAsync()).ExitCode);

        var log = await KeptLog.ReadAsync(_conductor);
        log.Holds(_accepted, "at the end");
        Assert.Equal(_accepted.Count + 1, log.Prompts.Count);
        Assert.Equal(log.Prompts.Count, log.Ended);
        Assert.Empty(log.BadEnds);
        Assert.True(log.BegunAgain > 0, "no kill came in the middle of an answer: this test shows nothing");
        foreach (var spoken in talkers.SelectMany(talker => talker.Said))
        {
            Assert.Equal(spoken.Turn, log.TurnOf[spoken.Order.Content]);
            Agree(log, spoken.Heard!);
        }
        var inMain = log.Prompts.Where(said => talkers[0].Said.Concat(talkers[1].Said).Any(spoken => spoken.Order.Content == said)).Append("the end");
        foreach (var (surface, _) in watching)
            Assert.Equal(inMain, surface.Prompts);
        foreach (var answer in watched.SelectMany(answers => answers))
            Agree(log, answer);
    }

    private static void Agree(KeptLog log, HeardAnswer heard)
    {
        Assert.True(log.Answers[heard.Turn] == heard.Text, $"{heard.Turn}: the log has\n{log.Answers[heard.Turn]}\na surface has\n{heard.Text}\nfor it was told\n{heard.Story}");
        Assert.Equal(EndReason.Completed, heard.End);
    }

    // Two talk in the conversation that everybody begins with, the others each in one of their own.
    private async Task<TalkingSurface> TalkerAsync(int number)
    {
        var client = await ConnectAsync();
        var conversation = number < 2 ? client.MainConversation : await client.NewConversationAsync($"of {number}", cancellationToken: Token);
        return new TalkingSurface(client, conversation, $"surface {number}", seed: number);
    }

    private async Task<(WatchingSurface Surface, Task<HeardAnswer[]> Answers)> WatchAsync()
    {
        var surface = new WatchingSurface((await ConnectAsync()).MainConversation);
        return (surface, surface.WatchAsync("the end", Token));
    }

    private async Task<ConductorClient> ConnectAsync()
    {
        var client = await ConductorClient.ConnectAsync($"unix:{Path.Combine(_conductor.Home, "conductor", "conductor.sock")}", Patient, Token);
        _clients.Add(client);
        return client;
    }

    private void OnAccepted(string said)
    {
        _accepted.Enqueue(said);
        if (Volatile.Read(ref _goal) is { } goal && Interlocked.Decrement(ref goal.Left) == 0)
            goal.Reached.TrySetResult();
    }

    private async Task EnoughAsync(int orders, Task talking)
    {
        var goal = new Goal { Left = orders };
        Volatile.Write(ref _goal, goal);
        await (await Task.WhenAny(goal.Reached.Task, talking).WaitAsync(CommandLine.Patience, Token));
    }

    private sealed class Goal
    {
        public int Left;

        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
