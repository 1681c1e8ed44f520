namespace Conductor.Protocol.Avatar;

/// <summary>What the avatar's face says.</summary>
public enum Mood
{
    /// <summary>The mood at the start.</summary>
    Happy,

    /// <summary>Pondering.</summary>
    Thinking,

    /// <summary>Up to something.</summary>
    Playful,

    /// <summary>Bashful.</summary>
    Shy,

    /// <summary>Eager.</summary>
    Excited,

    /// <summary>Puzzled.</summary>
    Confused,

    /// <summary>Peaceful.</summary>
    Calm,

    /// <summary>Interested.</summary>
    Curious,
}

/// <summary>How large the avatar is drawn; a surface decides what that means on it.</summary>
public enum AvatarScale
{
    /// <summary>As small as can be recognized.</summary>
    Tiny,

    /// <summary>Small.</summary>
    Small,

    /// <summary>The size at the start.</summary>
    Medium,

    /// <summary>Large.</summary>
    Large,
}

/// <summary>A short animation that shows a feeling.</summary>
public enum Reaction
{
    /// <summary>2,000 ms.</summary>
    Laugh,

    /// <summary>1,000 ms.</summary>
    Gasp,

    /// <summary>2,000 ms.</summary>
    Hmm,

    /// <summary>2,500 ms.</summary>
    Tada,

    /// <summary>1,500 ms.</summary>
    Oops,

    /// <summary>2,000 ms.</summary>
    Love,

    /// <summary>1,500 ms.</summary>
    Blush,

    /// <summary>1,000 ms.</summary>
    Wink,

    /// <summary>2,000 ms.</summary>
    Cry,

    /// <summary>1,500 ms.</summary>
    Angry,

    /// <summary>2,500 ms.</summary>
    Sleepy,

    /// <summary>2,000 ms.</summary>
    Dizzy,
}
