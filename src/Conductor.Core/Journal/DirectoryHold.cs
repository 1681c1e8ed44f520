using System.Diagnostics;
using System.Globalization;
using System.Text;
using Conductor.Core.Ports;

namespace Conductor.Core.Journal;

/// <summary>The exclusive lock of a journal's directory. The system lets go of it with the process, however that ends.</summary>
internal static class DirectoryHold
{
    private const string LockName = "lock";
    private const string OwnerName = "owner";

    /// <summary>Takes the lock, and writes down who has it.</summary>
    /// <exception cref="ConversationStoreException">Another process has it.</exception>
    public static IDisposable Take(string directory)
    {
        FileStream held;
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            held = new FileStream(Path.Combine(directory, LockName), options);
        }
        catch (IOException cause) when (File.Exists(Path.Combine(directory, OwnerName)))
        {
            throw new ConversationStoreException(JournalWords.HeldBy(directory, Owner(directory)), cause);
        }
        WriteOwner(directory);
        return held;
    }

    // In a file of its own: the locked one can be read by nobody else on some systems.
    private static void WriteOwner(string directory)
    {
        using var file = new DiskFile(Path.Combine(directory, OwnerName));
        using var self = Process.GetCurrentProcess();
        var words = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}, started {self.StartTime.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC\n");
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(words), 0);
    }

    private static string Owner(string directory)
    {
        using var file = new DiskFile(Path.Combine(directory, OwnerName));
        var bytes = new byte[256];
        return Encoding.UTF8.GetString(bytes, 0, file.Read(bytes, 0)).Trim() is { Length: > 0 } words ? words : "which one it does not say";
    }
}
