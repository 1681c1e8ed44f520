using System.Net.Sockets;
using System.Runtime.InteropServices;
using Conductor.Server.Hosting;

namespace Conductor.Server.Surfaces;

/// <summary>Who is at the other end of a unix socket, as the kernel saw it when they connected.</summary>
/// <param name="Process">The process.</param>
/// <param name="User">The user it acted as.</param>
internal readonly record struct PeerCredentials(int Process, uint User)
{
    private const int SocketLevel = 1;
    private const int PeerCredOption = 17;

    /// <summary>They are the user that this process acts as, or root where root may.</summary>
    public bool MayEnter(bool allowRoot) => User == NativeProcess.EffectiveUser() || (allowRoot && User == 0);

    /// <summary>Asks the kernel.</summary>
    /// <returns>Null where it has no such answer: then nobody knows who that is.</returns>
    public static PeerCredentials? Of(Socket? socket)
    {
        if (socket is null)
            return null;
        if (OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD())
            return NativeProcess.PeerUser(socket) is { } user ? new PeerCredentials(0, user) : null;
        if (!OperatingSystem.IsLinux())
            return null;
        // struct ucred: process, user and group, 32 bits each.
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(SocketLevel, PeerCredOption, credentials);
        return new PeerCredentials(MemoryMarshal.Read<int>(credentials), MemoryMarshal.Read<uint>(credentials[4..]));
    }
}
