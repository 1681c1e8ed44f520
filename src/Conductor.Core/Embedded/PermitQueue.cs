namespace Conductor.Core.Embedded;

/// <summary>One pool: who holds, who waits, and whose turn it is. Protected by its owner's gate.</summary>
internal sealed class PermitQueue
{
    // Holders whose last time is remembered; past that those who neither hold nor wait are forgotten.
    private const int MostRemembered = 10_000;

    private readonly Dictionary<string, int> _held = [];
    private readonly Dictionary<string, long> _served = [];
    private readonly List<PermitRequest> _waiting = [];
    private int _slots;
    private int _out;
    private long _clock;

    /// <summary>Nobody holds or waits: there is nothing to be remembered that would be worth its memory.</summary>
    public bool IsIdle => _out == 0 && _waiting.Count == 0;

    /// <summary>Takes a permit that is free and that nobody else waits for.</summary>
    public bool TryTake(string holder, int slots)
    {
        _slots = slots;
        // More slots than before may be free for those who wait.
        Pump();
        if (_out >= slots)
            return false;
        Give(holder);
        return true;
    }

    public PermitRequest Enter(string holder)
    {
        var request = new PermitRequest(holder, ++_clock);
        _waiting.Add(request);
        return request;
    }

    public void Leave(PermitRequest request)
    {
        if (_waiting.Remove(request))
            request.Decide(granted: false);
    }

    public void GiveBack(string holder)
    {
        _out--;
        if (--_held[holder] == 0)
            _held.Remove(holder);
        Pump();
    }

    private void Pump()
    {
        while (_out < _slots && _waiting.Count > 0)
        {
            var next = _waiting.MinBy(request => (_held.GetValueOrDefault(request.Holder), _served.GetValueOrDefault(request.Holder), request.Ticket))!;
            _waiting.Remove(next);
            Give(next.Holder);
            next.Decide(granted: true);
        }
    }

    private void Give(string holder)
    {
        _out++;
        _held[holder] = _held.GetValueOrDefault(holder) + 1;
        _served[holder] = ++_clock;
        if (_served.Count > MostRemembered)
            Forget();
    }

    private void Forget()
    {
        var waiting = _waiting.Select(request => request.Holder).ToHashSet();
        foreach (var gone in _served.Keys.Where(holder => !_held.ContainsKey(holder) && !waiting.Contains(holder)).ToArray())
            _served.Remove(gone);
    }
}

/// <summary>One who waits for a permit.</summary>
internal sealed class PermitRequest(string holder, long ticket)
{
    private readonly TaskCompletionSource<bool> _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Holder { get; } = holder;

    public long Ticket { get; } = ticket;

    /// <summary>Completes with whether it was granted, or given up.</summary>
    public Task<bool> Granted => _granted.Task;

    public void Decide(bool granted) => _granted.TrySetResult(granted);
}
