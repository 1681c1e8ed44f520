using System.Text;
using Conductor.Core.Admission;

namespace Conductor.Core.Tests.Admission;

/// <summary>A host with one slot per model, played through in virtual time under <see cref="SwitchPolicy"/>. Models are single letters.</summary>
internal sealed class BatchingHost
{
    public static readonly TimeSpan Service = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Load = TimeSpan.FromSeconds(5);

    private readonly int _places;
    private readonly TimeSpan _cap;
    private readonly List<Lane> _lanes = [];
    private readonly StringBuilder _served = new();
    private readonly StringBuilder _loads = new();
    private readonly List<char> _inMemory;
    private TimeSpan _now;

    public BatchingHost(int places, TimeSpan cap, string resident = "") => (_places, _cap, _inMemory) = (places, cap, [.. resident]);

    /// <summary>The models of the turns in the order in which they were served.</summary>
    public string Served => _served.ToString();

    /// <summary>The models in the order in which they were loaded.</summary>
    public string Loads => _loads.ToString();

    /// <summary>The longest time that a turn at the head of its line waited for its model to be opened.</summary>
    public TimeSpan LongestUntilOpen { get; private set; }

    /// <summary>The longest time for which one model began turns while another waited, in one stretch.</summary>
    public TimeSpan LongestStretchOverdue { get; private set; }

    public void Arrive(string models)
    {
        foreach (var model in models)
        {
            var lane = _lanes.Find(one => one.Model == model);
            if (lane is null)
                _lanes.Add(lane = new Lane(model));
            lane.Waiting.Enqueue(_now);
        }
        Step();
    }

    public void Pass(TimeSpan time) => PassUntil(_now + time);

    public void Run()
    {
        while (_lanes.Exists(lane => lane.Waiting.Count > 0 || lane.BusyUntil is not null))
            PassUntil(NextEvent() ?? throw new InvalidOperationException("Turns wait, and nothing will ever happen."));
    }

    private void PassUntil(TimeSpan until)
    {
        while (NextEvent() is { } next && next <= until)
        {
            _now = next;
            Step();
        }
        _now = until;
    }

    private TimeSpan? NextEvent()
    {
        var ends = _lanes.Where(lane => lane.BusyUntil is not null).Select(lane => lane.BusyUntil).Min();
        var look = SwitchPolicy.NextLook(Seen(), _cap) is { } left ? _now + left : (TimeSpan?)null;
        return ends is null ? look : look is null ? ends : look < ends ? look : ends;
    }

    private void Step()
    {
        foreach (var lane in _lanes.Where(lane => lane.BusyUntil <= _now))
            (lane.BusyUntil, lane.QuietSince) = (null, _now);
        while (SwitchPolicy.Next(Seen(), _places, _cap) is { Act: not SwitchAct.Nothing } move)
            Do(move.Act, _lanes[move.Lane]);
        foreach (var lane in _lanes.Where(lane => lane is { IsOpen: true, IsDraining: false, BusyUntil: null, Waiting.Count: > 0 }))
            Serve(lane);
        Assert.True(_lanes.Count(lane => lane.IsOpen) <= _places);
    }

    private void Do(SwitchAct act, Lane lane)
    {
        if (act == SwitchAct.Drain)
            lane.IsDraining = true;
        else if (act == SwitchAct.Close)
            lane.IsOpen = lane.IsDraining = false;
        else
            (lane.IsOpen, lane.OpenSince, lane.QuietSince) = (true, _now, _now);
        if (act == SwitchAct.Open)
            LongestUntilOpen = Longer(LongestUntilOpen, _now - lane.Waiting.Peek());
    }

    private void Serve(Lane lane)
    {
        foreach (var other in _lanes.Where(other => !other.IsOpen && other.Waiting.Count > 0))
        {
            var since = other.Waiting.Peek() > lane.OpenSince ? other.Waiting.Peek() : lane.OpenSince;
            if (_lanes.Count(one => one.IsOpen) == _places && _places == 1)
                LongestStretchOverdue = Longer(LongestStretchOverdue, _now - since);
        }
        lane.Waiting.Dequeue();
        _served.Append(lane.Model);
        lane.BusyUntil = _now + Service + (Fetch(lane.Model) ? Load : TimeSpan.Zero);
    }

    // The host drops what is not in use and was used longest ago, as Ollama does.
    private bool Fetch(char model)
    {
        var isThere = _inMemory.Remove(model);
        _inMemory.Add(model);
        if (isThere)
            return false;
        _loads.Append(model);
        if (_inMemory.Count > _places)
            _inMemory.Remove(_inMemory.Find(one => !_lanes.Exists(lane => lane.Model == one && lane.IsOpen)));
        return true;
    }

    private ModelLane[] Seen() => [.. _lanes.Select(lane => new ModelLane(
        $"{lane.Model}",
        lane.IsOpen,
        lane.IsDraining,
        _inMemory.Contains(lane.Model),
        lane.BusyUntil is null ? 0 : 1,
        lane.Waiting.Count,
        lane.Waiting.Count > 0 ? _now - lane.Waiting.Peek() : default,
        _now - lane.OpenSince,
        _now - lane.QuietSince))];

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private sealed class Lane(char model)
    {
        public char Model { get; } = model;

        public Queue<TimeSpan> Waiting { get; } = new();

        public bool IsOpen { get; set; }

        public bool IsDraining { get; set; }

        public TimeSpan? BusyUntil { get; set; }

        public TimeSpan OpenSince { get; set; }

        public TimeSpan QuietSince { get; set; }
    }
}
