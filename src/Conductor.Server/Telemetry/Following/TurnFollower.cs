using System.Threading.Channels;
using Conductor.Core.Tracing;

namespace Conductor.Server.Telemetry.Following;

/// <summary>
/// Hears the steps of turns from now on, until it is disposed of. A follower that does not keep up misses steps, and is told how many. One reader.
/// </summary>
internal sealed class TurnFollower : IDisposable
{
    /// <summary>Steps that may wait to be read.</summary>
    public const int Most = 4096;

    private readonly Channel<TurnStep> _steps = Channel.CreateBounded<TurnStep>(new BoundedChannelOptions(Most) { SingleReader = true });
    private readonly IDisposable _following;
    private long _missed;

    public TurnFollower(TurnDiary diary) => _following = diary.Follow(Take);

    /// <summary>The steps as they come.</summary>
    public ChannelReader<TurnStep> Steps => _steps.Reader;

    /// <summary>Steps that found no place.</summary>
    public long Missed => Volatile.Read(ref _missed);

    /// <inheritdoc/>
    public void Dispose()
    {
        _following.Dispose();
        _steps.Writer.TryComplete();
    }

    private void Take(TurnStep step)
    {
        if (!_steps.Writer.TryWrite(step))
            Interlocked.Increment(ref _missed);
    }
}
