using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Conductor.Server.Hosting;

/// <summary>What the platform does not tell about this process: who it is, how many files it may have, and which of its memory it needs.</summary>
internal static partial class NativeProcess
{
    private const int OpenFiles = 7;
    private const int NotNeeded = 4;
    private const int NotSoon = 21;

    /// <summary>The user that this process acts as. On Unix only.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    /// <summary>Files and sockets that this process may have open at a time; without a limit, or where it cannot be asked, a very large number.</summary>
    public static long OpenFileLimit()
    {
        if (!OperatingSystem.IsLinux())
            return long.MaxValue;
        // struct rlimit: the limit that counts, and how far it may be raised. The platform raises it at its start.
        Span<ulong> limits = stackalloc ulong[2];
        return GetLimit(OpenFiles, limits) == 0 ? (long)Math.Min(limits[0], long.MaxValue) : long.MaxValue;
    }

    /// <summary>The user at the other end of a unix socket, where the system tells it in the manner of BSD; null where it does not.</summary>
    public static uint? PeerUser(Socket socket) => GetPeer(socket.SafeHandle, out var user, out _) == 0 ? user : null;

    /// <summary>
    /// Lets go of mapped pages of a file that nobody has written to; what is used again comes back from the system's cache of the file. Pages that were written
    /// to would be lost: the caller has made sure that there are none. Linux only.
    /// </summary>
    public static void LetGo(nint address, nint length) => _ = Advise(address, length, NotNeeded);

    /// <summary>
    /// Asks the system to take pages that are as their file is, and to write out others where it has a place for them. Nothing is lost. Does nothing where the
    /// file is another user's. Linux only.
    /// </summary>
    public static void PageOut(nint address, nint length) => _ = Advise(address, length, NotSoon);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nint length, int advice);

    [LibraryImport("libc", EntryPoint = "getpeereid")]
    private static partial int GetPeer(SafeHandle socket, out uint user, out uint group);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, Span<ulong> limits);
}
