using System.Text;
using Conductor.Conformance;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Journal;
using Conductor.Core.Ports;
using Conductor.Core.Tests.Ports;

namespace Conductor.Core.Tests.Journal;

/// <summary>The files of a journal: whose they are, what is in them and what is not any more.</summary>
public sealed class JournalFileTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("conductor-journal-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Place => Path.Combine(_place, "journal");

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public async Task Nobody_but_its_owner_can_read_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        await using var journal = await OpenAsync();
        await journal.PortsOf().BegunAsync("t");

#pragma warning disable CA1416 // not reached on Windows
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Place));
        Assert.All(Directory.GetFiles(Place), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
#pragma warning restore CA1416
    }

    [Fact]
    public async Task A_second_one_is_refused_and_told_who_has_it()
    {
        await using (await OpenAsync())
        {
            var refused = await Assert.ThrowsAsync<ConversationStoreException>(OpenAsync);
            Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
            Assert.Contains(Place, refused.Message, StringComparison.Ordinal);
        }
        await using var third = await OpenAsync();
    }

    [Fact]
    public async Task Deleted_words_are_on_the_disk_no_more()
    {
        const string secret = "a-secret-that-nobody-may-find";
        await using (var journal = await OpenAsync())
        {
            var deleted = await journal.PortsOf().BegunAsync($"title {secret}", 1, $"one {secret}", $"two {secret}");
            var kept = await journal.PortsOf().BegunAsync("kept", 2, "kept words");
            Assert.True(await IsOnDiskAsync(secret));
            var claim = await journal.GrantedAsync(deleted);
            Assert.IsType<Appended>(await journal.DeleteAsync(deleted, claim.Epoch, Guid.CreateVersion7()));
            while (await IsOnDiskAsync(secret))
                await Task.Yield();
            Assert.Equal(2, (await journal.AllAsync(kept)).Count);
        }
        await using var again = await OpenAsync();
        Assert.Equal(["kept"], (await again.ListAsync(new ConversationQuery(10), Token)).Conversations.Select(outline => outline.Title));
        Assert.Empty(again.Findings.Damage);
    }

    [Fact]
    public async Task Deleted_words_are_gone_also_where_the_conversation_was_moved_meanwhile()
    {
        const string secret = "a-secret-in-two-files";
        var plan = new JournalPlan { Directory = Place, Linger = TimeSpan.Zero, SegmentSize = 64 * 1024, SaveIndexEvery = 32 * 1024 };
        await using var journal = await Journals.OpenAsync(new DiskDirectory(Place), plan);
        var conversation = Guid.CreateVersion7();
        var claim = await journal.GrantedAsync(conversation);
        var said = Happened.Said($"one {secret}");
        var head = Head(await journal.AppendAsync(conversation, claim.Epoch, 0, [said]));
        // The first file is mostly checkpoints, the second has more of the secret: when the turn ends the first is emptied.
        for (var i = 0; i < 40; i++)
            head = Head(await journal.AppendAsync(conversation, claim.Epoch, head, [new EntriesSaved(said.Turn, i + 1, ["t" + new string('x', 2000)])]));
        head = Head(await journal.AppendAsync(conversation, claim.Epoch, head, [new ConversationChanged($"two {secret}")]));
        head = Head(await journal.AppendAsync(conversation, claim.Epoch, head, [Happened.Answered(said.Turn, "done")]));
        while (File.Exists(Path.Combine(Place, Segment.NameOf(1))))
            await Task.Yield();

        Assert.IsType<Appended>(await journal.DeleteAsync(conversation, claim.Epoch, null));

        while (await IsOnDiskAsync(secret))
            await Task.Yield();
    }

    [Fact]
    public async Task An_index_that_is_damaged_or_gone_is_made_anew()
    {
        Guid first;
        await using (var journal = await OpenAsync())
            first = await journal.PortsOf().BegunAsync("first", 1, "a", "b");
        await File.WriteAllTextAsync(Path.Combine(Place, "index"), "CONDINDX and then nonsense that is long enough to be looked at", Token);
        await using (var journal = await OpenAsync())
            Assert.Equal(3, (await journal.AllAsync(first)).Count);
        File.Delete(Path.Combine(Place, "index"));
        await using var again = await OpenAsync();
        Assert.Equal("first", (await again.LocateAsync(first, Token))!.Outline.Title);
    }

    [Fact]
    public async Task An_opening_after_a_proper_end_reads_no_records()
    {
        await using (var journal = await OpenAsync())
            foreach (var i in Enumerable.Range(0, 100))
                await journal.PortsOf().BegunAsync($"{i}", i, new string('x', 1000));

        await using var again = await OpenAsync();

        Assert.Equal((100, 0L), (again.Findings.Conversations, again.Findings.BytesRead));
    }

    [Fact]
    public async Task Checkpoints_of_ended_turns_and_deleted_conversations_make_files_smaller()
    {
        var plan = new JournalPlan { Directory = Place, Linger = TimeSpan.Zero, SegmentSize = 64 * 1024, SaveIndexEvery = 32 * 1024 };
        Guid kept;
        await using (var journal = await Journals.OpenAsync(new DiskDirectory(Place), plan))
        {
            kept = Guid.CreateVersion7();
            var claim = await journal.GrantedAsync(kept);
            var said = Happened.Said("long answer, please");
            var head = Head(await journal.AppendAsync(kept, claim.Epoch, 0, [Happened.Begun("kept"), said]));
            for (var i = 0; i < 200; i++)
                head = Head(await journal.AppendAsync(kept, claim.Epoch, head, [new EntriesSaved(said.Turn, i + 1, ["t" + new string('x', 2000)])]));
            head = Head(await journal.AppendAsync(kept, claim.Epoch, head, [Happened.Answered(said.Turn, "the whole answer")]));
            for (var i = 0; journal.Size.All > 100_000; i++)
            {
                Assert.True(i < 2000, $"{journal.Size}");
                head = Head(await journal.AppendAsync(kept, claim.Epoch, head, [new ConversationChanged("kept")]));
            }
            var all = await journal.AllAsync(kept);
            Assert.Equal(Enumerable.Range(1, (int)head).Select(number => (long)number), all.Select(stored => stored.Number));
            Assert.Equal("the whole answer", all.Select(stored => stored.Event).OfType<TurnEnded>().Single().Answer!.Content);
        }
        File.Delete(Path.Combine(Place, "index"));
        await using var again = await Journals.OpenAsync(new DiskDirectory(Place), plan);
        Assert.Equal("kept", (await again.LocateAsync(kept, Token))!.Outline.Title);
        Assert.Equal((await again.AllAsync(kept)).Count, (await again.LocateAsync(kept, Token))!.Outline.Head);
        Assert.Empty(again.Findings.Damage);
    }

    [Fact]
    public async Task Retention_deletes_what_is_old_and_what_is_too_much_but_nothing_that_is_open()
    {
        await using var journal = await Journals.OpenAsync(new MemoryDisk(), Journals.Small with { RetainFor = TimeSpan.FromDays(30), RetainBytes = 20_000, SegmentSize = 1 << 20 });
        var old = await journal.PortsOf().BegunAsync("old", 0);
        var open = await journal.PortsOf().BegunAsync("open", 0, "still to be answered");
        var now = Happened.Noon.AddDays(31);
        var days = (int)(now - Happened.Noon).TotalMinutes;
        var fresh = await journal.PortsOf().BegunAsync("fresh", days);

        Assert.Equal((1, "journal.retain-for"), await journal.ApplyRetentionAsync(now));
        Assert.Null(await journal.LocateAsync(old, Token));
        Assert.NotNull(await journal.LocateAsync(open, Token));
        Assert.Null(await journal.ApplyRetentionAsync(now));

        foreach (var i in Enumerable.Range(1, 30))
            await journal.PortsOf().BegunAsync(new string('x', 1000), days + i);
        var (count, setting) = (await journal.ApplyRetentionAsync(now))!.Value;

        Assert.Equal("journal.retain-size", setting);
        Assert.InRange(count, 8, 29);
        Assert.Null(await journal.LocateAsync(fresh, Token));
        Assert.NotNull(await journal.LocateAsync(open, Token));
    }

    private Task<ConversationJournal> OpenAsync() => Journals.OpenAsync(new DiskDirectory(Place), new JournalPlan { Directory = Place });

    private static long Head(AppendOutcome outcome) => Assert.IsType<Appended>(outcome).Head;

    private async Task<bool> IsOnDiskAsync(string words)
    {
        foreach (var file in Directory.GetFiles(Place).Where(file => Path.GetFileName(file) != "lock"))
        {
            try
            {
                if (Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file, Token)).Contains(words, StringComparison.Ordinal))
                    return true;
            }
            catch (FileNotFoundException)
            {
                // The index is put in place by a rename.
            }
        }
        return false;
    }
}
