using System.Runtime.InteropServices;

namespace Conductor.Server.Surfaces;

/// <summary>What the platform's own file API does not tell: what kind of file something is.</summary>
internal static partial class NativeFile
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint WantType = 1;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int SocketType = 0xC000;

    /// <summary>Whether a path is a socket. Where the system cannot be asked, a file without a length counts as one.</summary>
    public static bool IsSocket(string path)
    {
        if (!OperatingSystem.IsLinux())
            return new FileInfo(path) is { Exists: true, Length: 0 };
        // struct statx has the same layout on every architecture; 256 bytes, of which the mode is all we want.
        Span<byte> found = stackalloc byte[256];
        return Statx(CurrentDirectory, path, NoFollow, WantType, found) == 0
            && (MemoryMarshal.Read<ushort>(found[ModeOffset..]) & TypeMask) == SocketType;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, Span<byte> found);
}
