using System.Globalization;
using Conductor.Protocol.Avatar;

namespace Conductor.Protocol.Inline;

/// <summary>The words of inline commands and their synonyms; null for a word that means nothing.</summary>
internal static class Words
{
    /// <summary>The first word in lower case, and the rest without the space around it.</summary>
    public static (string First, string Others) Split(string text)
    {
        var trimmed = text.Trim();
        var end = trimmed.AsSpan().IndexOfAny(' ', '\t');
        return end < 0 ? (Lower(trimmed), "") : (Lower(trimmed[..end]), trimmed[end..].Trim());
    }

    public static Position? Position(string words) => Lower(words) switch
    {
        "tl" or "topleft" or "top-left" => Avatar.Position.Of(PositionKind.TopLeft),
        "tr" or "topright" or "top-right" => Avatar.Position.Of(PositionKind.TopRight),
        "bl" or "bottomleft" or "bottom-left" => Avatar.Position.Of(PositionKind.BottomLeft),
        "br" or "bottomright" or "bottom-right" => Avatar.Position.Of(PositionKind.BottomRight),
        "c" or "center" or "middle" => Avatar.Position.Of(PositionKind.Center),
        "follow" => Avatar.Position.Of(PositionKind.Follow),
        _ => Point(words) is { } point ? Avatar.Position.Percent(point.X, point.Y) : null,
    };

    public static (byte X, byte Y)? Point(string words)
    {
        var (x, y) = Split(words);
        return Percent(x) is { } left && Percent(y) is { } top ? (left, top) : null;
    }

    /// <summary>A whole number, with or without a percent sign; more than 100 is 100.</summary>
    public static byte? Percent(string word)
    {
        var digits = word.EndsWith('%') ? word[..^1] : word;
        if (digits.Length == 0 || digits.AsSpan().ContainsAnyExceptInRange('0', '9')) return null;
        return uint.TryParse(digits, CultureInfo.InvariantCulture, out var value) ? (byte)Math.Min(value, 100) : (byte)100;
    }

    public static Mood? Mood(string word) => Lower(word) switch
    {
        "happy" or "joy" => Avatar.Mood.Happy,
        "thinking" or "think" or "ponder" => Avatar.Mood.Thinking,
        "playful" or "silly" => Avatar.Mood.Playful,
        "shy" or "bashful" => Avatar.Mood.Shy,
        "excited" or "eager" => Avatar.Mood.Excited,
        "confused" or "puzzled" => Avatar.Mood.Confused,
        "calm" or "peaceful" => Avatar.Mood.Calm,
        "curious" or "interested" => Avatar.Mood.Curious,
        _ => null,
    };

    public static AvatarScale? Size(string word) => Lower(word) switch
    {
        "tiny" or "xs" => AvatarScale.Tiny,
        "small" or "sm" => AvatarScale.Small,
        "medium" or "md" or "normal" => AvatarScale.Medium,
        "large" or "lg" or "big" => AvatarScale.Large,
        _ => null,
    };

    public static PeekSide? Side(string word) => Lower(word) switch
    {
        "" or "left" => PeekSide.Left,
        "right" => PeekSide.Right,
        "top" or "up" => PeekSide.Top,
        "bottom" or "down" => PeekSide.Bottom,
        _ => null,
    };

    public static Reaction? Reaction(string word) => Lower(word) switch
    {
        "laugh" or "haha" or "lol" => Avatar.Reaction.Laugh,
        "gasp" or "surprise" or "surprised" => Avatar.Reaction.Gasp,
        "hmm" or "ponder" => Avatar.Reaction.Hmm,
        "tada" or "celebrate" => Avatar.Reaction.Tada,
        "oops" or "mistake" => Avatar.Reaction.Oops,
        "love" or "heart" => Avatar.Reaction.Love,
        "blush" => Avatar.Reaction.Blush,
        "wink" => Avatar.Reaction.Wink,
        "cry" or "sad" => Avatar.Reaction.Cry,
        "angry" or "mad" => Avatar.Reaction.Angry,
        "sleepy" or "tired" => Avatar.Reaction.Sleepy,
        "dizzy" => Avatar.Reaction.Dizzy,
        _ => null,
    };

    public static Gesture? Gesture(string word) => word switch
    {
        "wave" => Avatar.Gesture.Of(GestureKind.Wave),
        "nod" => Avatar.Gesture.Of(GestureKind.Nod),
        "shake" => Avatar.Gesture.Of(GestureKind.Shake),
        "bounce" => Avatar.Gesture.Of(GestureKind.Bounce),
        "spin" => Avatar.Gesture.Of(GestureKind.Spin),
        "dance" => Avatar.Gesture.Of(GestureKind.Dance),
        "swim" => Avatar.Gesture.Of(GestureKind.Swim),
        "stretch" => Avatar.Gesture.Of(GestureKind.Stretch),
        "yawn" => Avatar.Gesture.Of(GestureKind.Yawn),
        "wiggle" => Avatar.Gesture.Of(GestureKind.Wiggle),
        _ => null,
    };

    // The words are ASCII; a word that is not is none of them in any case.
    private static string Lower(string word) => word.ToLowerInvariant();
}
