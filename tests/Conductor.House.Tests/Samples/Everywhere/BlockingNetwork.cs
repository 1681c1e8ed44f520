using System.Net;
using System.Net.Sockets;

namespace Conductor.House.Samples;

internal static class BlockingNetwork
{
    public static void Connect(Socket socket, EndPoint host) => socket.Connect(host); // forbidden: RS0030
    public static Socket Accept(Socket socket) => socket.Accept(); // forbidden: RS0030
    public static int Send(Socket socket, byte[] bytes) => socket.Send(bytes); // forbidden: RS0030
    public static int Receive(Socket socket, byte[] bytes) => socket.Receive(bytes); // forbidden: RS0030
    public static int Receive(Socket socket, Span<byte> bytes) => socket.Receive(bytes, SocketFlags.None); // forbidden: RS0030
    public static int Read(NetworkStream stream, byte[] bytes) => stream.Read(bytes, 0, 1); // forbidden: RS0030
    public static bool Poll(Socket socket) => socket.Poll(1000, SelectMode.SelectRead); // forbidden: RS0030
    public static TcpClient Client() => new("localhost", 80); // forbidden: RS0030
    public static TcpClient Accept(TcpListener listener) => listener.AcceptTcpClient(); // forbidden: RS0030
    public static IPAddress[] Resolve() => Dns.GetHostAddresses("localhost"); // forbidden: RS0030
    public static HttpResponseMessage Send(HttpClient client, HttpRequestMessage request) => client.Send(request); // forbidden: RS0030
    public static Stream Body(HttpContent content) => content.ReadAsStream(); // forbidden: RS0030
}
