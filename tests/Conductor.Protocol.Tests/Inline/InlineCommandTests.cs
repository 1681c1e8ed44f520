using Conductor.Protocol.Avatar;
using Conductor.Protocol.Inline;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.Tests.Inline;

public sealed class InlineCommandTests
{
    public static TheoryData<string, AvatarDirective> Directives { get; } = new()
    {
        { "move tl", new MoveTo(Position.Of(PositionKind.TopLeft)) },
        { "move top-right", new MoveTo(Position.Of(PositionKind.TopRight)) },
        { "move bottomleft", new MoveTo(Position.Of(PositionKind.BottomLeft)) },
        { "MOVE BR", new MoveTo(Position.Of(PositionKind.BottomRight)) },
        { "move middle", new MoveTo(Position.Of(PositionKind.Center)) },
        { "move follow", new MoveTo(Position.Of(PositionKind.Follow)) },
        { "follow", new MoveTo(Position.Of(PositionKind.Follow)) },
        { "move 50 75", new MoveTo(Position.Percent(50, 75)) },
        { "  move\t50%   4000000000000 ", new MoveTo(Position.Percent(50, 100)) },
        { "wander", new Wander(true) },
        { "stop", new Wander(false) },
        { "point 10 101", new PointAt(10, 100) },
        { "mood joy", new ShowMood(Mood.Happy) },
        { "mood ponder", new ShowMood(Mood.Thinking) },
        { "mood silly", new ShowMood(Mood.Playful) },
        { "mood bashful", new ShowMood(Mood.Shy) },
        { "mood eager", new ShowMood(Mood.Excited) },
        { "mood puzzled", new ShowMood(Mood.Confused) },
        { "mood peaceful", new ShowMood(Mood.Calm) },
        { "mood interested", new ShowMood(Mood.Curious) },
        { "size xs", new Scale(AvatarScale.Tiny) },
        { "size normal", new Scale(AvatarScale.Medium) },
        { "size big", new Scale(AvatarScale.Large) },
        { "hide", new Appear(false) },
        { "show", new Appear(true) },
        { "wave", new Perform(Gesture.Of(GestureKind.Wave), 1500) },
        { "yawn", new Perform(Gesture.Of(GestureKind.Yawn), 2000) },
        { "peek", new Perform(Gesture.Peek(PeekSide.Left), 1000) },
        { "peek bottom", new Perform(Gesture.Peek(PeekSide.Bottom), 1000) },
        { "react tada", new React(Reaction.Tada, 2500) },
        { "react sad", new React(Reaction.Cry, 2000) },
        { "wink", new React(Reaction.Wink, 1000) },
    };

    public static TheoryData<string, InlineCommand> Tasks { get; } = new()
    {
        { "task start qa-engineer Check the [tests, please", new StartTask("qa-engineer", "Check the [tests, please") },
        { "task progress task_1_0 250", new ReportProgress("task_1_0", 100) },
        { "task done task_1_0", new CompleteTask("task_1_0") },
        { "task fail task_1_0 no disk left", new FailTask("task_1_0", "no disk left") },
        { "task fail task_1_0", new FailTask("task_1_0", "") },
        { "task focus task_1_0", new TurnToTask("task_1_0", TaskAttention.Focus) },
        { "task celebrate task_1_0", new TurnToTask("task_1_0", TaskAttention.Celebrate) },
    };

    [Theory]
    [MemberData(nameof(Directives))]
    public void An_avatar_command_is_taken_out_of_the_text(string command, AvatarDirective directive) =>
        Finds(command, new AvatarCommand(directive));

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_task_command_is_taken_out_of_the_text(string command, InlineCommand value) => Finds(command, value);

    [Theory]
    [InlineData("")]
    [InlineData("fly")]
    [InlineData("move")]
    [InlineData("move nowhere")]
    [InlineData("move 10")]
    [InlineData("move -1 5")]
    [InlineData("mood")]
    [InlineData("size huge")]
    [InlineData("react")]
    [InlineData("peek behind")]
    [InlineData("sprite cat")]
    [InlineData("task")]
    [InlineData("task start qa-engineer")]
    [InlineData("task start ../etc text")]
    [InlineData("task start qa-engineer bell\a")]
    [InlineData("task progress task_1_0 much")]
    [InlineData("task done")]
    [InlineData("task done task.1")]
    [InlineData("task explode task_1_0")]
    public void A_command_that_is_unknown_or_breaks_a_rule_vanishes(string command)
    {
        var parsed = Parsed.Whole($"before [yolla:{command}]after");
        Assert.Empty(parsed.Commands);
        Assert.Equal("before after", parsed.Text);
        Assert.Equal(1, parsed.Rejected);
    }

    [Fact]
    public void Every_directive_has_its_message_in_version_1()
    {
        Assert.Equal(new AvatarGesture(Gesture.Peek(PeekSide.Top), 1000), new Perform(Gesture.Peek(PeekSide.Top)).ToMessage());
        foreach (var row in Directives) Assert.IsType<ConductorMessage>(row.Data.Item2.ToMessage(), exactMatch: false);
    }

    private static void Finds(string command, InlineCommand value)
    {
        var parsed = Parsed.Whole($"Hi [yolla:{command}]there");
        Assert.Equal((3, value), Assert.Single(parsed.Commands));
        Assert.Equal("Hi there", parsed.Text);
        Assert.Equal(0, parsed.Rejected);
    }
}
