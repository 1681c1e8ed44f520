namespace Conductor.Protocol.Avatar;

/// <summary>How long gestures and reactions take unless somebody says otherwise, in milliseconds.</summary>
public static class Durations
{
    /// <summary>The gesture's own time in milliseconds.</summary>
    public static uint Of(GestureKind gesture) => gesture switch
    {
        GestureKind.Nod or GestureKind.Shake => 800,
        GestureKind.Bounce or GestureKind.Wiggle or GestureKind.Peek => 1000,
        GestureKind.Spin => 1200,
        GestureKind.Wave or GestureKind.Stretch => 1500,
        _ => 2000,
    };

    /// <summary>The reaction's own time in milliseconds.</summary>
    public static uint Of(Reaction reaction) => reaction switch
    {
        Reaction.Gasp or Reaction.Wink => 1000,
        Reaction.Oops or Reaction.Blush or Reaction.Angry => 1500,
        Reaction.Tada or Reaction.Sleepy => 2500,
        _ => 2000,
    };
}
