using System.Text;
using Conductor.Core.Streams;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Core.Tests.Streams;

public sealed class ResponseLogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Entries_are_numbered_from_one_and_read_in_order()
    {
        var log = Logged("Hello", ", ", "world");
        using var reader = log.OpenReader();

        Assert.Equal(["Hello", ", ", "world"], ReadTexts(reader));
        Assert.Equal(3, reader.Position);
        Assert.Equal(3, log.LastNumber);
    }

    [Fact]
    public void A_reader_resumes_behind_the_entry_that_it_has()
    {
        var log = Logged("a", "b", "c", "d");
        using var reader = log.OpenReader(after: 2);

        Assert.Equal(["c", "d"], ReadTexts(reader));
    }

    [Fact]
    public void A_reader_that_has_everything_waits_for_the_number_after_it()
    {
        var log = Logged("a", "b");
        using var reader = log.OpenReader(after: 2);
        Assert.Empty(ReadTexts(reader));

        log.Append(EntryKind.Text, "c"u8);
        Assert.Equal(["c"], ReadTexts(reader));
    }

    [Fact]
    public void The_end_is_read_once_and_nothing_follows()
    {
        var log = Logged("a");
        log.Complete(Ending.Completed);
        using var reader = log.OpenReader(after: 1);

        Assert.True(reader.TryRead(out var end));
        Assert.Same(Ending.Completed, end.Ending);
        Assert.True(reader.HasEnded);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void A_log_ends_once()
    {
        var log = Logged("a");
        log.Complete(Ending.Completed);

        Assert.Throws<InvalidOperationException>(() => log.Complete(Ending.Completed));
        Assert.Throws<InvalidOperationException>(() => log.Append(EntryKind.Text, "b"u8));
    }

    [Fact]
    public void Text_is_kept_byte_for_byte_whatever_its_size()
    {
        var log = new ResponseLog();
        var large = new string('ä', 100_000);
        log.Append(EntryKind.Text, Encoding.UTF8.GetBytes(large));
        log.Append(EntryKind.Text, "€"u8);
        using var reader = log.OpenReader();

        Assert.Equal([large, "€"], ReadTexts(reader));
    }

    [Fact]
    public void An_answer_over_the_longest_length_is_not_taken()
    {
        var log = new ResponseLog(new ResponseLogOptions { MaxBytes = 10 });

        Assert.True(log.Append(EntryKind.Text, "0123456789"u8));
        Assert.False(log.Append(EntryKind.Text, "x"u8));
        Assert.Equal(1, log.LastNumber);
    }

    [Fact]
    public void A_restart_drops_the_text_before_it()
    {
        var log = Logged("wrong");
        log.Append(EntryKind.Restarted, payload: null);
        log.Append(EntryKind.Text, "right"u8);

        Assert.Equal("right", LogText.Collect(log));
    }

    [Fact]
    public async Task The_writer_waits_while_every_reader_is_behind_and_goes_on_when_one_moves()
    {
        var log = new ResponseLog(new ResponseLogOptions { HighWater = 10 });
        using var quick = log.OpenReader();
        using var slow = log.OpenReader();
        log.Append(EntryKind.Text, "0123456789"u8);
        Assert.True(log.HasRoom);
        log.Append(EntryKind.Text, "x"u8);
        Assert.False(log.HasRoom);

        var room = log.WaitForRoomAsync().AsTask();
        Assert.False(room.IsCompleted);
        ReadTexts(quick);

        await room.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(log.HasRoom);
    }

    [Fact]
    public async Task A_reader_that_wants_the_end_sleeps_until_it_is_there()
    {
        var log = new ResponseLog();
        using var reader = log.OpenReader();
        reader.Wakes = WakeFor.End;
        await reader.WaitAsync();
        var wait = reader.WaitAsync().AsTask();

        log.Append(EntryKind.Status, new TurnStatus(TurnStage.Routed, "a", "m"));
        log.Append(EntryKind.Text, "a"u8);
        Assert.False(wait.IsCompleted);

        log.Complete(Ending.Completed);
        await wait.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(3, ReadTexts(reader).Count);
        Assert.True(reader.HasEnded);
    }

    [Fact]
    public async Task A_reader_that_wants_the_end_is_woken_before_the_writer_must_wait_for_it()
    {
        var log = new ResponseLog(new ResponseLogOptions { HighWater = 40 });
        using var reader = log.OpenReader();
        reader.Wakes = WakeFor.End;
        await reader.WaitAsync();
        var wait = reader.WaitAsync().AsTask();

        log.Append(EntryKind.Text, "0123456789"u8);
        Assert.False(wait.IsCompleted);
        log.Append(EntryKind.Text, "x"u8);

        await wait.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(log.HasRoom);
    }

    [Fact]
    public async Task A_reader_of_the_answer_sleeps_through_what_is_said_of_its_way()
    {
        var log = new ResponseLog();
        using var reader = log.OpenReader();
        reader.Wakes = WakeFor.Content;
        await reader.WaitAsync();
        var wait = reader.WaitAsync().AsTask();

        log.Append(EntryKind.Status, new TurnStatus(TurnStage.Routed, "a", "m"));
        Assert.False(wait.IsCompleted);

        log.Append(EntryKind.Text, "a"u8);
        await wait.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(2, log.LastNumber);
    }

    [Fact]
    public void A_slow_reader_does_not_hold_back_a_quick_one()
    {
        var log = new ResponseLog(new ResponseLogOptions { HighWater = 10 });
        using var quick = log.OpenReader();
        using var slow = log.OpenReader();
        for (var i = 0; i < 1000; i++)
        {
            log.Append(EntryKind.Text, "0123456789"u8);
            ReadTexts(quick);
            Assert.True(log.HasRoom);
        }

        Assert.Equal(1000, ReadTexts(slow).Count);
    }

    [Fact]
    public async Task Without_a_reader_the_writer_goes_on_for_its_allowance_and_then_waits_for_one()
    {
        var log = new ResponseLog(new ResponseLogOptions { DetachedAllowance = 5, HighWater = 100 });
        log.Append(EntryKind.Text, "01234"u8);
        Assert.True(log.HasRoom);
        log.Append(EntryKind.Text, "5"u8);
        Assert.False(log.HasRoom);

        var room = log.WaitForRoomAsync().AsTask();
        using var reader = log.OpenReader();

        await room.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(log.HasRoom);
    }

    [Fact]
    public void A_reader_too_far_behind_ends_alone_and_may_resume()
    {
        var log = new ResponseLog(new ResponseLogOptions { MaxLag = 1000, HighWater = 10 });
        using var quick = log.OpenReader();
        using var slow = log.OpenReader();
        Assert.True(log.Append(EntryKind.Text, "first"u8));
        Assert.Equal("first", ReadTexts(slow)[0]);
        for (var i = 0; i < 200; i++)
        {
            log.Append(EntryKind.Text, "0123456789"u8);
            ReadTexts(quick);
        }

        Assert.True(slow.TryRead(out var end));
        Assert.Equal(StreamEnd.SurfaceTooSlow, end.Ending!.End);
        Assert.True(slow.HasEnded);
        Assert.Null(log.Ending);
        using var resumed = log.OpenReader(slow.Position);
        Assert.Equal(200, ReadTexts(resumed).Count);
    }

    [Fact]
    public void A_reader_that_comes_late_is_not_behind_because_of_that()
    {
        var log = new ResponseLog(new ResponseLogOptions { MaxLag = 1000, HighWater = 10 });
        using var quick = log.OpenReader();
        for (var i = 0; i < 500; i++)
            log.Append(EntryKind.Text, "0123456789"u8);
        ReadTexts(quick);
        using var late = log.OpenReader();
        for (var i = 0; i < 50; i++)
            log.Append(EntryKind.Text, "0123456789"u8);

        Assert.Equal(550, ReadTexts(late).Count);
        Assert.False(late.HasEnded);
    }

    [Fact]
    public async Task Readers_at_any_pace_read_what_was_written_while_it_is_written()
    {
        const int Entries = 20_000;
        var log = new ResponseLog(new ResponseLogOptions { HighWater = 1000 });
        var readers = Enumerable.Range(0, 4).Select(pace => ReadWhileWrittenAsync(log, pace)).ToArray();

        for (var i = 0; i < Entries; i++)
        {
            log.Append(EntryKind.Text, Encoding.UTF8.GetBytes($"{i} "));
            while (!log.HasRoom)
                await log.WaitForRoomAsync();
            if (i % 97 == 0)
                await Task.Yield();
        }
        log.Complete(Ending.Completed);

        var expected = string.Concat(Enumerable.Range(0, Entries).Select(i => $"{i} "));
        foreach (var text in await Task.WhenAll(readers).WaitAsync(Patience, TestContext.Current.CancellationToken))
            Assert.Equal(expected, text);
    }

    [Fact]
    public void Any_entries_read_from_any_position_in_any_rhythm_are_the_entries_behind_it() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonEmptyString[]>(),
            ArbMap.Default.ArbFor<PositiveInt>(),
            ArbMap.Default.ArbFor<PositiveInt>(),
            (texts, after, rhythm) =>
            {
                var log = new ResponseLog();
                using var reader = log.OpenReader(after.Get - 1);
                var read = new List<string>();
                for (var i = 0; i < texts.Length; i++)
                {
                    log.Append(EntryKind.Text, Encoding.UTF8.GetBytes(texts[i].Get));
                    if (i % rhythm.Get == 0)
                        read.AddRange(ReadTexts(reader));
                }
                read.AddRange(ReadTexts(reader));
                // What UTF-8 cannot carry (a lone surrogate) is replaced on the way in, on both sides.
                var expected = texts.Skip(after.Get - 1).Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get)));
                return expected.SequenceEqual(read);
            }));

    private static async Task<string> ReadWhileWrittenAsync(ResponseLog log, int pace)
    {
        var text = new StringBuilder();
        using var reader = log.OpenReader();
        await Task.Yield();
        while (!reader.HasEnded)
        {
            var taken = 0;
            while (reader.TryRead(out var entry))
            {
                text.Append(Encoding.UTF8.GetString(entry.Utf8.Span));
                if (++taken % (10 * pace + 1) == 0)
                    await Task.Yield();
            }
            if (!reader.HasEnded)
                await reader.WaitAsync();
        }
        return text.ToString();
    }

    private static ResponseLog Logged(params string[] texts)
    {
        var log = new ResponseLog();
        foreach (var text in texts)
            log.Append(EntryKind.Text, Encoding.UTF8.GetBytes(text));
        return log;
    }

    private static List<string> ReadTexts(LogReader reader)
    {
        var texts = new List<string>();
        while (reader.TryRead(out var entry))
            texts.Add(Encoding.UTF8.GetString(entry.Utf8.Span));
        return texts;
    }
}
