using Conductor.Core.Sessions;
using Conductor.Core.Streams;
using Conductor.Core.Tests.Sessions.Version2;
using Conductor.Protocol.Avatar;
using Conductor.Protocol.V1.Messages;
using Conductor.TestKit;

namespace Conductor.Core.Tests.Sessions;

/// <summary>An answer in the words of version 1, which cannot take words back.</summary>
public sealed class AnswerFollowerTests
{
    private readonly RecordedConnection _surface = new();
    private readonly ResponseLog _log = new();

    [Fact]
    public void A_restart_ends_the_torn_message_and_goes_on_as_another()
    {
        var follower = Follow();
        _log.Append(EntryKind.Text, "torn"u8);
        follower.Write(1000);
        _log.Append(EntryKind.Restarted, payload: null);
        _log.Append(EntryKind.Text, "whole"u8);
        _log.Complete(new Ending(Core.Streams.StreamEnd.Completed));
        follower.Write(1000);

        Assert.Equal(new Token("msg_5", "torn"), _surface.Written[2]);
        Assert.Equal("msg_5", Assert.IsType<StreamError>(_surface.Written[3]).MessageId);
        Assert.Equal(new State(ConductorState.Thinking), _surface.Written[4]);
        Assert.Equal(new Token("msg_5.2", "whole"), _surface.Written[6]);
        var end = Assert.IsType<Protocol.V1.Messages.StreamEnd>(_surface.Written[7]);
        Assert.Equal(("msg_5.2", "whole", 1u), (end.MessageId, end.FinalContent, end.Metadata.TokenCount));
    }

    [Fact]
    public void Who_comes_after_a_restart_sees_only_what_counts()
    {
        _log.Append(EntryKind.Text, "torn"u8);
        _log.Append(EntryKind.Restarted, payload: null);
        _log.Append(EntryKind.Text, "whole"u8);

        Follow().Write(1000);

        Assert.Equal([new Token("msg_5", "whole")], _surface.Written.OfType<Token>());
    }

    [Fact]
    public void A_restart_before_the_first_word_is_not_seen_at_all()
    {
        var follower = Follow();
        _log.Append(EntryKind.Restarted, payload: null);
        _log.Append(EntryKind.Text, "whole"u8);
        _log.Complete(new Ending(Core.Streams.StreamEnd.Completed));

        follower.Write(1000);

        Assert.Empty(_surface.Written.OfType<StreamError>());
        Assert.Equal([new Token("msg_5", "whole")], _surface.Written.OfType<Token>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void Commands_are_taken_out_wherever_the_text_is_divided(int size)
    {
        const string Said = "Hi [yolla:wave]there [x] [yolla:task start coder Build it] ok [yolla:nonsense]";
        for (var at = 0; at < Said.Length; at += size)
            _log.Append(EntryKind.Text, System.Text.Encoding.UTF8.GetBytes(Said.Substring(at, Math.Min(size, Said.Length - at))));
        _log.Complete(new Ending(Core.Streams.StreamEnd.Completed));

        Follow().Write(10_000);

        Assert.Equal("Hi there [x]  ok ", string.Concat(_surface.Written.OfType<Token>().Select(token => token.Text)));
        Assert.Equal("Hi there [x]  ok ", _surface.Written.OfType<Protocol.V1.Messages.StreamEnd>().Single().FinalContent);
        Assert.Equal(Gesture.Of(GestureKind.Wave), _surface.Written.OfType<AvatarGesture>().Single().Gesture);
        Assert.Equal(new TaskCreated("task_msg_5_1", "coder", "Build it"), _surface.Written.OfType<TaskCreated>().Single());
    }

    [Fact]
    public void A_surface_without_an_avatar_gets_the_text_alone()
    {
        _log.Append(EntryKind.Text, "Hi [yolla:wave]there"u8);

        Follow(SurfaceCapabilities.Headless with { Tasks = false }).Write(1000);

        Assert.Equal("Hi there", string.Concat(_surface.Written.OfType<Token>().Select(token => token.Text)));
        Assert.Empty(_surface.Written.OfType<AvatarGesture>());
    }

    [Fact]
    public void A_surface_that_shows_no_streams_gets_the_whole_at_the_end()
    {
        _log.Append(EntryKind.Text, "whole"u8);
        _log.Complete(new Ending(Core.Streams.StreamEnd.Completed));

        Follow(SurfaceCapabilities.Headless with { Streaming = false }).Write(1000);

        Assert.Empty(_surface.Written.OfType<Token>());
        Assert.Equal("whole", _surface.Written.OfType<Protocol.V1.Messages.StreamEnd>().Single().FinalContent);
    }

    private AnswerFollower Follow(SurfaceCapabilities? surface = null) =>
        new(new Follow("msg_5", "m", _log), _surface, new AsyncSignal(), new VirtualTime(), surface ?? SurfaceCapabilities.Tui);
}
