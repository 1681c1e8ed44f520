using Conductor.Conformance;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Journal;
using Conductor.Core.Ports;
using Conductor.Core.Tests.Ports;

namespace Conductor.Core.Tests.Journal;

/// <summary>
/// What holds for a journal wherever the power fails: what was acknowledged is there, what was not is there whole or not at all, and a
/// conversation is always what was said in it up to some point.
/// </summary>
public sealed class CrashProperties
{
    private static readonly int Trials = Environment.GetEnvironmentVariable("CONDUCTOR_SOAK") is { Length: > 0 } ? 20_000 : 300;

    [Fact]
    public async Task A_crash_loses_nothing_that_was_acknowledged_and_leaves_nothing_half_there()
    {
        for (var seed = 0; seed < Trials; seed++)
            await new CrashPlay(seed).RunAsync(crashes: 4);
    }

    [Fact]
    public async Task What_is_written_after_every_file_has_gone_is_found_again()
    {
        var disk = new SimulatedDisk();
        var plan = Journals.Small with { SegmentSize = 1 << 20, SaveIndexEvery = 1 << 20 };
        await using (var journal = await Journals.OpenAsync(disk, plan))
        {
            var gone = Guid.CreateVersion7();
            var first = await journal.GrantedAsync(gone);
            Assert.IsType<Appended>(await journal.AppendAsync(gone, first.Epoch, 0, [Happened.Said(new string('x', 1000))]));
            Assert.IsType<Appended>(await journal.DeleteAsync(gone, first.Epoch, null));
        }
        // As the upkeep does with a file that nothing needs any more. The index still says how far it had read in it.
        disk.Delete(Segment.NameOf(1));
        disk.Sync();
        var journal2 = await Journals.OpenAsync(disk, plan);
        var conversation = Guid.CreateVersion7();
        var claim = await journal2.GrantedAsync(conversation);
        Assert.IsType<Appended>(await journal2.AppendAsync(conversation, claim.Epoch, 0, [Happened.Said("hi")]));
        var found = disk.Crash(new Random(1));
        await journal2.DisposeAsync();

        await using var again = await Journals.OpenAsync(found, plan);
        Assert.Single(await again.AllAsync(conversation));
    }

    [Fact]
    public async Task What_is_moved_while_it_is_read_is_read_whole()
    {
        var disk = new SimulatedDisk();
        await using var journal = await Journals.OpenAsync(disk);
        var (kept, gone) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (claim, other) = (await journal.GrantedAsync(kept), await journal.GrantedAsync(gone));
        Assert.IsType<Appended>(await journal.AppendAsync(kept, claim.Epoch, 0, [Happened.Said("one")]));
        Assert.IsType<Appended>(await journal.AppendAsync(gone, other.Epoch, 0, [Happened.Said(new string('x', 3000))]));
        Assert.IsType<Appended>(await journal.AppendAsync(kept, claim.Epoch, 1, [Happened.Said(new string('y', 1000))]));
        var (reading, moved) = (new TaskCompletionSource(), new TaskCompletionSource());
        disk.Reading = async () =>
        {
            disk.Reading = null;
            reading.SetResult();
            await moved.Task;
        };
        var read = journal.AllAsync(kept);
        await reading.Task.WaitAsync(Scripted.Waiting.Patience, TestContext.Current.CancellationToken);

        // The first file is mostly dead now: what is left of it is moved, and overwritten where it was.
        Assert.IsType<Appended>(await journal.DeleteAsync(gone, other.Epoch, null));
        await Scripted.Waiting.UntilAsync(() => !disk.List().Contains(Segment.NameOf(1)));
        moved.SetResult();

        Assert.Equal(2, (await read).Count);
    }

    [Fact]
    public async Task Wherever_the_last_file_ends_what_was_durable_before_is_whole()
    {
        var disk = new SimulatedDisk();
        var journal = await Journals.OpenAsync(disk, Journals.Small with { SegmentSize = 1 << 20, SaveIndexEvery = 1 << 20 });
        var (conversation, ends) = (Guid.CreateVersion7(), new List<long>());
        var claim = await journal.GrantedAsync(conversation);
        for (var i = 0; i < 12; i++)
        {
            Assert.IsType<Appended>(await journal.AppendAsync(conversation, claim.Epoch, i, [Happened.Said(new string('x', 1 + (i * 37)))]));
            ends.Add(disk.Files[Segment.NameOf(1)].Length);
        }
        var bytes = disk.Files[Segment.NameOf(1)].Bytes;

        for (var length = Segment.HeaderSize; length <= bytes.Length; length++)
        {
            var cut = new SimulatedDisk();
            var file = cut.Open(Segment.NameOf(1));
            file.Write(bytes.AsSpan(0, length), 0);
            file.Sync();
            await using var again = await Journals.OpenAsync(cut);
            Assert.Equal(ends.Count(end => end <= length), (await again.AllAsync(conversation)).Count);
        }
        await journal.DisposeAsync();
    }

    [Fact]
    public async Task A_flipped_bit_costs_its_own_record_and_is_reported()
    {
        var disk = new SimulatedDisk();
        var plan = Journals.Small with { SegmentSize = 1 << 20, SaveIndexEvery = 1 << 20 };
        var journal = await Journals.OpenAsync(disk, plan);
        var conversations = new List<Guid>();
        var ends = new List<long>();
        for (var i = 0; i < 8; i++)
        {
            conversations.Add(Guid.CreateVersion7());
            var claim = await journal.GrantedAsync(conversations[i]);
            await journal.AppendAsync(conversations[i], claim.Epoch, 0, [Happened.Begun($"t{i}"), Happened.Said("words")]);
            ends.Add(disk.Files[Segment.NameOf(1)].Length);
        }
        var bytes = disk.Files[Segment.NameOf(1)].Bytes;

        // In the last record a flipped bit cannot be told from a write that was never finished.
        for (var bit = Segment.HeaderSize * 8L; bit < ends[^2] * 8; bit += 7)
        {
            var hit = ends.FindIndex(end => bit / 8 < end);
            var damaged = new SimulatedDisk();
            damaged.Open(Segment.NameOf(1)).Write(bytes, 0);
            damaged.Files[Segment.NameOf(1)].Flip(bit);
            await using var again = await Journals.OpenAsync(damaged, plan);
            Assert.Single(again.Findings.Damage);
            for (var i = 0; i < conversations.Count; i++)
                Assert.Equal(i == hit ? 0 : 2, (await again.AllAsync(conversations[i])).Count);
        }
        await journal.DisposeAsync();
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_never_keeps_the_journal_from_opening_or_makes_up_words()
    {
        var disk = new SimulatedDisk();
        var journal = await Journals.OpenAsync(disk);
        var said = new Dictionary<Guid, List<string>>();
        var random = new Random(1);
        for (var i = 0; i < 20; i++)
        {
            var words = Enumerable.Range(0, random.Next(1, 12)).Select(n => $"{i}/{n}").ToArray();
            said[await journal.PortsOf().BegunAsync($"t{i}", i, words)] = [.. words];
        }
        await journal.DisposeAsync();

        for (var trial = 0; trial < Trials; trial++)
        {
            var damaged = disk.Crash(new Random(trial));
            var file = damaged.Files.Values.ElementAt(random.Next(damaged.Files.Count));
            file.Flip(random.NextInt64(file.Length * 8));
            await using var again = await Journals.OpenAsync(damaged);
            foreach (var (conversation, words) in said)
            {
                var read = (await again.AllAsync(conversation)).Select(stored => stored.Event).OfType<PromptAccepted>().Select(prompt => prompt.Message!.Content).ToList();
                Assert.Equal(words.Where(read.Contains), read);
            }
        }
    }
}
