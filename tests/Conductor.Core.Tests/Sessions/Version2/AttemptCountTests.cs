using System.Text;
using Conductor.Core.Conversations;
using Conductor.Core.Sessions.Version2;
using Conductor.Core.Streams;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Tests.Sessions.Version2;

/// <summary>Where a surface goes on in an answer that a crash has interrupted.</summary>
public sealed class AttemptCountTests
{
    private static readonly Guid Turn = Guid.Parse("0199a1b1-0000-7000-8000-000000000000");

    [Fact]
    public void Who_has_only_what_was_saved_goes_on_and_learns_the_attempt()
    {
        var start = StartOf(Answer(common: 3, attempt: 2, "one ", "two ", "three ", "four"), attempt: 1, after: 2);

        Assert.Equal((2, 2), (start.After, start.Attempt));
        Assert.Equal(new TurnSnapshot(Turn, 2, 2, "one two ", null, null), start.First);
    }

    [Fact]
    public void Who_has_more_than_was_saved_begins_anew_because_it_may_be_said_otherwise_now()
    {
        var start = StartOf(Answer(common: 2, attempt: 2, "one ", "two ", "THREE ", "four"), attempt: 1, after: 3);

        Assert.Equal(new AttemptStart(0, 2, new TurnSnapshot(Turn, 0, 2, "", null, null)), start);
    }

    [Fact]
    public void Who_has_more_than_there_is_begins_anew()
    {
        var start = StartOf(Answer(common: 0, attempt: 1, "one "), attempt: 1, after: 9);

        Assert.Equal(new AttemptStart(0, 1, new TurnSnapshot(Turn, 0, 1, "", null, null)), start);
    }

    [Fact]
    public void Who_knows_the_attempt_just_goes_on()
    {
        var answer = Answer(common: 2, attempt: 2, "one ", "two ", "three ", "four");

        Assert.Equal(new AttemptStart(3, 2), StartOf(answer, attempt: 2, after: 3));
    }

    [Fact]
    public void A_restart_that_is_in_the_log_is_told_where_it_is()
    {
        var answer = Answer(common: 2, attempt: 2, "one ", "two ");
        answer.Log.Append(EntryKind.Restarted, payload: null);
        answer.Log.Append(EntryKind.Text, "other"u8);

        Assert.Equal(new AttemptStart(2, 2), StartOf(answer, attempt: 1, after: 2));
        Assert.Equal(new AttemptStart(4, 3), StartOf(answer, attempt: 3, after: 4));
    }

    [Fact]
    public void A_restart_from_before_the_crash_is_counted_in_the_attempt_already()
    {
        var log = new ResponseLog();
        log.Append(EntryKind.Text, "one "u8);
        log.Append(EntryKind.Restarted, payload: null);
        log.Append(EntryKind.Text, "other "u8);
        log.Append(EntryKind.Text, "words"u8);
        var answer = new ShelvedAnswer(new TurnId(Turn), Guid.Empty, "msg_1", "", log) { Attempt = 3, Common = 3 };

        Assert.Equal(3, AttemptCount.Now(answer));
        // In the second attempt the fourth entry was another: it begins at the newest restart, as the third.
        Assert.Equal(new AttemptStart(1, 2), StartOf(answer, attempt: 2, after: 4));
        log.Append(EntryKind.Restarted, payload: null);
        Assert.Equal(4, AttemptCount.Now(answer));
        Assert.Equal(new AttemptStart(4, 3), StartOf(answer, attempt: 3, after: 4));
    }

    private static AttemptStart StartOf(ShelvedAnswer answer, uint attempt, ulong after) => AttemptCount.StartOf(answer, new TurnPosition(Turn, attempt, after));

    private static ShelvedAnswer Answer(long common, int attempt, params string[] words)
    {
        var log = new ResponseLog();
        foreach (var word in words)
            log.Append(EntryKind.Text, Encoding.UTF8.GetBytes(word));
        return new ShelvedAnswer(new TurnId(Turn), Guid.Empty, "msg_1", "", log) { Attempt = attempt, Common = common };
    }
}
