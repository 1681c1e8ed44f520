using System.Net;
using System.Net.Sockets;
using System.Text;
using Conductor.Server.Hosting;

namespace Conductor.Server.Surfaces;

/// <summary>
/// The file of a listening unix socket: only for its user (mode 0600, in a directory of mode 0700 where we make it), never taken from
/// somebody who is alive, taken over from somebody who is dead.
/// </summary>
internal static class SurfaceSocket
{
    // struct sockaddr_un has 108 bytes for the path and the zero behind it.
    private const int LongestPath = 107;
    private const UnixFileMode UserOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string WayOut = "choose another path (--socket PATH)";

    /// <summary>Refuses a path that no socket can have.</summary>
    /// <exception cref="ConductorStartException">It is too long.</exception>
    public static void CheckLength(string path)
    {
        var length = Encoding.UTF8.GetByteCount(path);
        if (length > LongestPath)
            throw new ConductorStartException($"The socket path {path} has {length} bytes; the system takes {LongestPath}. Choose a shorter one (--socket PATH).");
    }

    /// <summary>Makes sure that a socket can be bound at the path. Removes nothing.</summary>
    /// <exception cref="ConductorStartException">It cannot; the message says why and what to do.</exception>
    public static async Task PrepareAsync(string path, CancellationToken cancellationToken)
    {
        MakeDirectory(path);
        if (Directory.Exists(path))
            throw new ConductorStartException($"{path} is a directory, not a socket. Add a file name to it, or {WayOut}.");
        if (!Path.Exists(path))
            return;
        if (!NativeFile.IsSocket(path))
            throw new ConductorStartException($"{path} is there and is not a socket. It is left alone: remove it, or {WayOut}.");
        if (await SomebodyAnswersAsync(path, cancellationToken))
            throw new ConductorStartException($"The socket {path} is in use by a running conductor. Stop that one, or {WayOut}.");
    }

    /// <summary>Binds a path that was prepared, in place of what a dead process left there.</summary>
    /// <exception cref="ConductorStartException">It cannot be bound.</exception>
    public static Socket Bind(UnixDomainSocketEndPoint endpoint, Func<EndPoint, Socket> bind)
    {
        var path = endpoint.ToString();
        try
        {
            if (NativeFile.IsSocket(path))
                File.Delete(path);
            var socket = bind(endpoint);
            // Before it listens: until then nobody can connect, whatever the mode was.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UserOnly);
            return socket;
        }
        catch (Exception cause) when (cause is SocketException or IOException or UnauthorizedAccessException)
        {
            throw new ConductorStartException($"Cannot make the socket {path}: {cause.Message.TrimEnd('.')}. Make its directory writable, or {WayOut}.", cause);
        }
    }

    private static void MakeDirectory(string path)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(directory);
            else if (!Directory.Exists(directory))
                Directory.CreateDirectory(directory, UserOnly | UnixFileMode.UserExecute);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ConductorStartException($"Cannot make the directory {directory} for the socket: {cause.Message.TrimEnd('.')}. Make it by hand, or {WayOut}.", cause);
        }
    }

    private static async Task<bool> SomebodyAnswersAsync(string path, CancellationToken cancellationToken)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return true;
        }
        catch (SocketException cause)
        {
            // Any other refusal comes from somebody who is there: a full backlog, or a socket of another user.
            return cause.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }
}
