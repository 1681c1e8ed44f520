using System.Diagnostics;
using Conductor.Cli.Tests.Running;

namespace Conductor.Cli.Tests.Keeping;

/// <summary>
/// A place for a journal that has little room: a file system of its own where this user may mount one, else a limit on how long files may become.
/// Room can be made.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Room = 1024;

    private readonly string _ballast;

    private SmallDisk(string place, bool isMounted) => (Place, IsMounted, _ballast) = (place, isMounted, Path.Combine(place, "ballast"));

    public string Place { get; }

    public bool IsMounted { get; }

    public string Journal => Path.Combine(Place, "journal");

    public static async Task<SmallDisk> MakeAsync(CancellationToken cancellationToken)
    {
        var place = Directory.CreateTempSubdirectory("small-").FullName;
        var disk = new SmallDisk(place, await RunAsync("mount", "-t", "tmpfs", "-o", $"size={2 * Room}k", "tmpfs", place));
        if (disk.IsMounted)
            await File.WriteAllBytesAsync(disk._ballast, new byte[Room * 1024], cancellationToken);
        return disk;
    }

    /// <summary>Starts a conductor whose journal is here.</summary>
    public async Task<RunningCommand> ServeAsync(CommandLine conductor)
    {
        string[] where = ["--set", $"journal.directory={Journal}"];
        if (IsMounted)
            return (await conductor.ServeAsync(where)).Command;
        var (command, _) = await conductor.ServeLimitableAsync(where);
        await LimitAsync(command, $"{Room * 1024}");
        return command;
    }

    /// <summary>Makes room, while the conductor runs.</summary>
    public async Task MakeRoomAsync(RunningCommand serve)
    {
        if (IsMounted)
            File.Delete(_ballast);
        else
            await LimitAsync(serve, "unlimited");
    }

    public async ValueTask DisposeAsync()
    {
        if (IsMounted)
            await RunAsync("umount", "-l", Place);
        Directory.Delete(Place, recursive: true);
    }

    private static async Task LimitAsync(RunningCommand serve, string bytes) =>
        Assert.True(await RunAsync("prlimit", "--pid", $"{serve.Id}", $"--fsize={bytes}:unlimited"), "The limit cannot be set.");

    public static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(CommandLine.Patience, TestContext.Current.CancellationToken);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
