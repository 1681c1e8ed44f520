using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Conductor.Server.Hosting;

/// <summary>What the platform does not tell about this process: who it is, and how many files it may have.</summary>
internal static partial class NativeProcess
{
    private const int OpenFiles = 7;

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

    [LibraryImport("libc", EntryPoint = "getpeereid")]
    private static partial int GetPeer(SafeHandle socket, out uint user, out uint group);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, Span<ulong> limits);
}
