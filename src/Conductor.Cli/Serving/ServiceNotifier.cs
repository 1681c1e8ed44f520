using System.Net.Sockets;
using System.Text;

namespace Conductor.Cli.Serving;

/// <summary>Tells the service manager that started the process how it is (systemd's <c>Type=notify</c>). Does nothing where nobody wants to know.</summary>
internal static class ServiceNotifier
{
    public const string Ready = "READY=1";

    public const string Stopping = "STOPPING=1";

    /// <summary>Sends a state. That nobody takes it is no reason to fail.</summary>
    public static async Task TellAsync(string state)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 1 } address)
            return;
        try
        {
            // An address without a file is written with an '@', and begins with a zero.
            var endpoint = new UnixDomainSocketEndPoint(address[0] == '@' ? $"\0{address[1..]}" : address);
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            await socket.SendToAsync(Encoding.UTF8.GetBytes(state), SocketFlags.None, endpoint);
        }
        catch (SocketException)
        {
            // The manager will miss it, and says so itself.
        }
    }
}
