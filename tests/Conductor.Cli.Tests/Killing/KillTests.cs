using System.Collections.Concurrent;
using Conductor.Cli.Tests.Running;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Cli.Tests.Killing;

/// <summary>The real conductor, killed in the middle of its work.</summary>
public sealed class KillTests : IAsyncDisposable
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("CONDUCTOR_SOAK") is { Length: > 0 } ? 50 : 3;

    private readonly CommandLine _conductor = new();
    private readonly ConcurrentDictionary<string, bool> _accepted = new();
    private readonly Random _random = new(7);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Socket => Path.Combine(_conductor.Home, "conductor", "conductor.sock");

    public ValueTask DisposeAsync() => _conductor.DisposeAsync();

    [Fact]
    public async Task Killed_again_and_again_under_load_it_loses_and_doubles_nothing_that_it_accepted()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (serve, _) = await _conductor.ServeAsync("--backend", "eliza");
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var surfaces = new List<Task>();
            for (var i = 0; i < 3; i++)
                surfaces.Add(TalkAsync($"round {round}, surface {i}", _accepted.Count + _random.Next(3, 25), enough));
            await enough.Task.WaitAsync(CommandLine.Patience, Token);
            await serve.SignalAsync("KILL");
            await Task.WhenAll(surfaces).WaitAsync(CommandLine.Patience, Token);
            await serve.FinishAsync();

            (await KeptLog.ReadAsync(_conductor)).Holds(_accepted.Keys, $"round {round}");
        }
        await SettleAsync();
        var last = await KeptLog.ReadAsync(_conductor);
        last.Holds(_accepted.Keys, "at the end");
        Assert.Equal(last.Prompts.Count, last.Ended);
    }

    // What everybody is shown was accepted; the next words go out when the former came back. Where kills follow each other faster than answers, so
    // many wait that the next words are refused: they are said again when an answer has ended.
    private async Task TalkAsync(string name, int until, TaskCompletionSource enough)
    {
        using var surface = await NativeSurface.GreetAsync(Socket, Token);
        var number = 0;
        var isRefused = false;
        var goesOn = await surface.SayAsync($"{name}, number {number}: I am unhappy", Token);
        while (goesOn && await surface.ReadAsync(Token) is { } message)
        {
            if (message is Notify { Level: NotifyLevel.Warning })
                isRefused = true;
            if (isRefused && message is (StreamEnd or StreamError))
            {
                isRefused = false;
                goesOn = await surface.SayAsync($"{name}, number {number}: I am unhappy", Token);
            }
            if (message is not Message { Role: Role.User } said)
                continue;
            _accepted.TryAdd(said.Content, true);
            if (_accepted.Count >= until)
                enough.TrySetResult();
            if (said.Content.StartsWith($"{name}, number {number}:", StringComparison.Ordinal))
                goesOn = await surface.SayAsync($"{name}, number {++number}: I am unhappy", Token);
        }
    }

    // Starts once more, and waits until every answer that was interrupted has come to its end: two surfaces then see the same.
    private async Task SettleAsync()
    {
        var (serve, _) = await _conductor.ServeAsync("--backend", "eliza", "--set", "surfaces.snapshot-length=1000");
        StateSnapshot one;
        do
            one = await SnapshotAsync();
        while (one.SessionInfo.State != ConductorState.Ready || one.ConversationHistory[^1].Role != Role.Assistant);
        var other = await SnapshotAsync();
        Assert.Equal(one.ConversationHistory.Select(message => message.Content), other.ConversationHistory.Select(message => message.Content));
        await serve.SignalAsync("TERM");
        Assert.Equal(0, (await serve.FinishAsync()).ExitCode);
    }

    private async Task<StateSnapshot> SnapshotAsync()
    {
        using var surface = await NativeSurface.GreetAsync(Socket, Token);
        while (true)
            if (await surface.ReadAsync(Token) is StateSnapshot snapshot)
                return snapshot;
    }
}
