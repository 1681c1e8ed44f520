using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Core.Tracing;
using Conductor.Server.Hosting;
using Conductor.Server.Tests.Support;
using Conductor.TestKit;

namespace Conductor.Server.Tests.Hosting;

public sealed class QuietMemoryTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly TurnDiary _diary;
    private long _resident = 50_000_000;
    private int _given;

    public QuietMemoryTests() => _diary = new TurnDiary(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Memory_is_given_back_at_the_start_and_then_only_in_quiet_and_when_there_is_some()
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var keeping = new QuietMemory(_diary, GiveBackAsync, () => _resident, _time).KeepAsync(stopping.Token);
        Assert.Equal(1, _given);
        await PassAsync();
        Assert.Equal(1, _given);

        var turn = _diary.Begin(TurnId.New(_time), new ModelRequest { Model = "m" });
        _resident += QuietMemory.Worth;
        await PassAsync();
        Assert.Equal(1, _given);
        await PassAsync();
        Assert.Equal(1, _given);
        turn.On(Ending.Completed);
        await PassAsync();
        Assert.Equal(2, _given);

        await PassAsync();
        await PassAsync();
        Assert.Equal(2, _given);
        await stopping.CancelAsync();
        await keeping.WaitAsync(Patience.Long, Cancel);
    }

    [Fact]
    public async Task What_is_given_back_is_there_when_it_is_needed()
    {
        await SpareMemory.GiveBackAsync(Cancel);

        Assert.Contains("Conductor.Server.Tests", await File.ReadAllTextAsync(Path.ChangeExtension(typeof(QuietMemoryTests).Assembly.Location, ".deps.json"), Cancel), StringComparison.Ordinal);
    }

    public void Dispose() => _diary.Dispose();

    private Task GiveBackAsync(CancellationToken cancellationToken)
    {
        _given++;
        return Task.CompletedTask;
    }

    private async Task PassAsync()
    {
        await _time.WaitForTimerAsync(QuietMemory.Pause, Cancel).WaitAsync(Patience.Long, Cancel);
        _time.Advance(QuietMemory.Pause);
        // The next look is set once this one is over.
        await _time.WaitForTimerAsync(QuietMemory.Pause, Cancel).WaitAsync(Patience.Long, Cancel);
    }
}
