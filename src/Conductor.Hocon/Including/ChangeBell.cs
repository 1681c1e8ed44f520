using System.Threading.Channels;

namespace Conductor.Hocon.Including;

/// <summary>Rings when files may have changed: at every notice of the system, and from time to time without one. Rings that nobody hears are one.</summary>
internal sealed class ChangeBell : IDisposable
{
    private readonly Channel<byte> _rings = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly IHoconFiles _files;
    private readonly ITimer _timer;
    private IReadOnlyCollection<string>? _paths;
    private IDisposable? _watch;

    public ChangeBell(IHoconFiles files, TimeSpan period, TimeProvider timeProvider)
    {
        _files = files;
        _timer = timeProvider.CreateTimer(_ => Ring(), null, period, period);
    }

    /// <summary>From now on listens for notices of these files only.</summary>
    public void Watch(IReadOnlyCollection<string> paths)
    {
        if (_paths is not null && _paths.SequenceEqual(paths)) return;
        _watch?.Dispose();
        _paths = paths;
        _watch = _files.Watch(paths, Ring);
        // What changed before anyone listened is found by looking.
        Ring();
    }

    /// <summary>Completes at the next ring, or at once if one was not heard yet.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await _rings.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);

    public void Dispose()
    {
        _watch?.Dispose();
        _timer.Dispose();
    }

    private void Ring() => _rings.Writer.TryWrite(0);
}
