using System.Text;
using Conductor.Protocol.Avatar;

namespace Conductor.Protocol.Inline;

/// <summary>What stands between <c>[yolla:</c> and <c>]</c>, as a value. Words are taken in any case.</summary>
internal static class InlineCommands
{
    /// <summary>The command, or null when there is none by that name or its arguments break a rule.</summary>
    public static InlineCommand? Parse(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body);
        var (name, arguments) = Words.Split(text);
        return name switch
        {
            "task" => TaskCommands.Parse(arguments),
            _ => Directive(name, arguments) is { } directive ? new AvatarCommand(directive) : null,
        };
    }

    private static AvatarDirective? Directive(string name, string arguments) => name switch
    {
        "move" => Words.Position(arguments) is { } position ? new MoveTo(position) : null,
        "follow" => new MoveTo(Position.Of(PositionKind.Follow)),
        "wander" => new Wander(true),
        "stop" => new Wander(false),
        "point" => Words.Point(arguments) is { } point ? new PointAt(point.X, point.Y) : null,
        "mood" => Words.Mood(arguments) is { } mood ? new ShowMood(mood) : null,
        "size" => Words.Size(arguments) is { } size ? new Scale(size) : null,
        "hide" => new Appear(false),
        "show" => new Appear(true),
        "peek" => Words.Side(arguments) is { } side ? new Perform(Gesture.Peek(side)) : null,
        "react" => Words.Reaction(arguments) is { } reaction ? new React(reaction) : null,
        "laugh" or "gasp" or "tada" or "oops" or "love" or "wink" => new React(Words.Reaction(name)!.Value),
        _ => Words.Gesture(name) is { } gesture ? new Perform(gesture) : null,
    };
}
