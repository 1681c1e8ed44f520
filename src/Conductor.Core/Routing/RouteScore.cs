using System.Text;

namespace Conductor.Core.Routing;

/// <summary>Why a place stands where it does, as parts that are put into words only when somebody asks. Immutable.</summary>
public readonly record struct RouteScore
{
    /// <summary>What stands in the way of the place; the ones further down weigh more than anything else.</summary>
    public RouteObstacle Obstacle { get; init; }

    /// <summary>How many steps down the chain of stand-ins it is; 0 for what was asked for.</summary>
    public int Step { get; init; }

    /// <summary>Seconds until the first token that are expected there.</summary>
    public double Seconds { get; init; }

    /// <summary>Turns that are there already.</summary>
    public int Ahead { get; init; }

    /// <summary>Turns that the place serves at a time.</summary>
    public int Slots { get; init; }

    /// <summary>The model lies in memory as it is needed.</summary>
    public bool IsResident { get; init; }

    /// <summary>The model lies in memory, but with other load options, so that it would be loaded again.</summary>
    public bool IsReload { get; init; }

    /// <summary>It answered this conversation last, and may still have read it.</summary>
    public bool IsAffine { get; init; }

    /// <summary>How many of its last turns failed, from 0 to 1.</summary>
    public double ErrorRate { get; init; }

    /// <summary>Seconds that it is still to be left alone.</summary>
    public double RestSeconds { get; init; }

    /// <summary>All of it as one number: higher is better.</summary>
    public double Value { get; init; }

    /// <summary>All of it in words.</summary>
    public override string ToString()
    {
        var words = new StringBuilder();
        words.Append(Obstacle switch
        {
            RouteObstacle.Down => "did not answer the last time; ",
            RouteObstacle.Resting => string.Create(null, $"failed and is left alone for {RestSeconds:0.#} s; "),
            RouteObstacle.OnTrial => "failed, one turn tries whether it works again; ",
            RouteObstacle.CannotDoIt => "lacks what the request needs; ",
            RouteObstacle.TooSmall => "has too small a context; ",
            _ => "",
        });
        if (Step > 0)
            words.Append(null, $"stands in ({Step}); ");
        words.Append(IsResident ? "holds the model in memory" : IsReload ? "holds the model with other load options, so it is loaded again" : "has the model");
        words.Append(Ahead == 0 ? ", is free" : Ahead < Slots ? $", has {Slots - Ahead} of {Slots} slots free" : $", has {Ahead - Slots} waiting");
        if (IsAffine)
            words.Append(", answered this conversation last");
        if (ErrorRate >= 0.05)
            words.Append(null, $", fails {ErrorRate:0%} of late");
        return words.Append(null, $"; first token expected in {Seconds:0.#} s").ToString();
    }
}

/// <summary>What stands in the way of a place. In rising order of weight.</summary>
public enum RouteObstacle
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The request is longer than its context. Asked only where there is nothing better: the host has the last word.</summary>
    TooSmall,

    /// <summary>Its model cannot do what the request needs. Asked only where there is nothing better: the host refuses in its own words.</summary>
    CannotDoIt,

    /// <summary>It failed, and one turn tries whether it works again.</summary>
    OnTrial,

    /// <summary>It failed, or asked for a rest, and is left alone.</summary>
    Resting,

    /// <summary>It did not answer the last time.</summary>
    Down,
}
