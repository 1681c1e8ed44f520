using System.Diagnostics;
using Conductor.Conformance;
using Conductor.Core.Journal;
using Conductor.Core.Ports;
using Conductor.Core.Tests.Ports;

namespace Conductor.Core.Tests.Journal;

/// <summary>A disk that takes no more: appends are refused in clear words, nothing is corrupted, and it goes on when it can.</summary>
public sealed class FullDiskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_refuses_appends_and_takes_them_again_when_there_is_room()
    {
        var disk = new SimulatedDisk();
        await using var journal = await Journals.OpenAsync(disk, Journals.Small with { SegmentSize = 1 << 20 });
        var (conversation, claim) = await BegunAsync(journal);

        disk.Room = 300;
        var refused = Assert.IsType<Unavailable>(await journal.AppendAsync(conversation, claim.Epoch, 1, [Happened.Said(new string('x', 1000))]));
        Assert.Contains("No space left on device", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(refused.Reason, journal.Fault);
        disk.Room = null;

        Assert.Equal(new Appended(2), await journal.AppendAsync(conversation, claim.Epoch, 1, [Happened.Said("there is room")]));
        Assert.Null(journal.Fault);
        await JudgeAsync(disk.Crash(new Random(1)), conversation, events: 2);
    }

    [Fact]
    public async Task What_was_handed_over_behind_a_refused_append_is_refused_with_it()
    {
        var disk = new SimulatedDisk();
        await using var journal = await Journals.OpenAsync(disk);
        var (conversation, claim) = await BegunAsync(journal);

        disk.IsReadOnly = true;
        var row = Enumerable.Range(1, 5).Select(head => journal.AppendAsync(conversation, claim.Epoch, head, [Happened.Said("x")]).AsTask()).ToList();
        Assert.All(await Task.WhenAll(row), outcome => Assert.True(outcome is Unavailable or Fenced));
        disk.IsReadOnly = false;

        var order = Guid.CreateVersion7();
        Assert.Equal(new Appended(2), await journal.AppendAsync(conversation, claim.Epoch, 1, [Happened.Said("y", order)]));
    }

    [Fact]
    public async Task A_failed_fsync_leaves_nothing_half_there_and_the_order_may_be_repeated()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var disk = new SimulatedDisk();
            await using var journal = await Journals.OpenAsync(disk, Journals.Small with { SegmentSize = 1 << 20 });
            var (conversation, claim) = await BegunAsync(journal);
            var order = Guid.CreateVersion7();

            disk.FailingSyncs = 1 + (seed % 3);
            AppendOutcome outcome = new Unavailable("");
            // Three of them fail, and the next goes through.
            for (var tries = 0; tries < 5 && outcome is Unavailable; tries++)
                outcome = await journal.AppendAsync(conversation, claim.Epoch, 1, [Happened.Said(new string('x', 700), order)]);

            Assert.Equal(new Appended(2), outcome);
            await JudgeAsync(disk.Crash(new Random(seed)), conversation, events: 2);
        }
    }

    [Fact]
    public async Task A_small_file_system_fills_up_refuses_and_recovers()
    {
        var place = Directory.CreateTempSubdirectory("conductor-small-").FullName;
        Assert.SkipUnless(OperatingSystem.IsLinux() && await RunAsync("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", place), "This user may not mount a file system.");
        try
        {
            var directory = Path.Combine(place, "journal");
            var ballast = Path.Combine(place, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[64 * 1024], Token);
            Guid conversation;
            long accepted = 1;
            await using (var journal = await Journals.OpenAsync(new DiskDirectory(directory), new JournalPlan { Directory = directory }))
            {
                (conversation, var claim) = await BegunAsync(journal);
                AppendOutcome outcome;
                while ((outcome = await journal.AppendAsync(conversation, claim.Epoch, accepted, [Happened.Said(new string('x', 5000))])) is Appended appended)
                    accepted = appended.Head;
                Assert.Contains("No space left on device", Assert.IsType<Unavailable>(outcome).Reason, StringComparison.Ordinal);

                File.Delete(ballast);
                Assert.Equal(new Appended(++accepted), await journal.AppendAsync(conversation, claim.Epoch, accepted - 1, [Happened.Said("room again")]));
            }
            await using var again = await Journals.OpenAsync(new DiskDirectory(directory), new JournalPlan { Directory = directory });
            Assert.Equal(accepted, (await again.AllAsync(conversation)).Count);
            Assert.Empty(again.Findings.Damage);
        }
        finally
        {
            await RunAsync("umount", "-l", place);
            Directory.Delete(place, recursive: true);
        }
    }

    private static async Task<(Guid Conversation, Claim.Granted Claim)> BegunAsync(ConversationJournal journal)
    {
        var conversation = Guid.CreateVersion7();
        var claim = await journal.GrantedAsync(conversation);
        Assert.Equal(new Appended(1), await journal.AppendAsync(conversation, claim.Epoch, 0, [Happened.Begun("t")]));
        return (conversation, claim);
    }

    private static async Task JudgeAsync(SimulatedDisk disk, Guid conversation, int events)
    {
        await using var again = await Journals.OpenAsync(disk);
        Assert.Equal(events, (await again.AllAsync(conversation)).Count);
        Assert.Empty(again.Findings.Damage);
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            await process.WaitForExitAsync(Token);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
