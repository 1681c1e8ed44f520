using System.Net.Sockets;
using System.Runtime.Versioning;
using Conductor.OllamaSim;
using Conductor.Server.Hosting;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Surfaces;

/// <summary>The file of the socket: for its user only, taken from nobody alive, and gone with the conductor.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SurfaceSocketTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Only_its_user_may_use_it_and_it_goes_with_the_conductor()
    {
        await using (await StartAsync(_directory.Socket))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory.Socket));
            var directory = Path.GetDirectoryName(_directory.Socket)!;
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
        }
        Assert.False(Path.Exists(_directory.Socket));
    }

    [Fact]
    public async Task A_socket_that_somebody_answers_on_is_left_to_them()
    {
        await using var first = await StartAsync(_directory.Socket);
        Assert.Contains($"The socket {_directory.Socket} is in use by a running conductor.", await ComplaintAsync(_directory.Socket), StringComparison.Ordinal);
        using var surface = await TestSurface.GreetAsync(_directory.Socket);
    }

    [Fact]
    public async Task A_socket_that_a_dead_conductor_left_is_taken_over()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory.Socket)!);
        LeaveBehind(_directory.Socket);
        await using var conductor = await StartAsync(_directory.Socket);
        using var surface = await TestSurface.GreetAsync(_directory.Socket);
    }

    [Fact]
    public async Task A_file_that_is_no_socket_is_left_alone()
    {
        var path = Path.Combine(_directory.Path, "letter");
        await File.WriteAllTextAsync(path, "dear", TestContext.Current.CancellationToken);
        Assert.Contains($"{path} is there and is not a socket.", await ComplaintAsync(path), StringComparison.Ordinal);
        Assert.Equal("dear", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Contains($"{_directory.Path} is a directory", await ComplaintAsync(_directory.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_is_too_long_is_named_with_its_length()
    {
        var path = Path.Combine(_directory.Path, new string('x', 108));
        var complaint = await ComplaintAsync(path);
        Assert.Contains(path, complaint, StringComparison.Ordinal);
        Assert.Contains($"has {path.Length} bytes; the system takes 107", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_is_named()
    {
        Assert.Contains("Cannot make the directory /proc/nothing for the socket", await ComplaintAsync("/proc/nothing/c.sock"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_to_is_named()
    {
        Assert.Contains("Cannot make the socket /proc/c.sock", await ComplaintAsync("/proc/c.sock"), StringComparison.Ordinal);
    }

    private static Task<ServedConductor> StartAsync(string path) =>
        ServedConductor.StartAsync(new ServedSettings { SocketPath = path }, Array.Empty<OllamaSimulator>());

    private static async Task<string> ComplaintAsync(string path)
    {
        var complaint = await Assert.ThrowsAsync<ConductorStartException>(() => StartAsync(path));
        return complaint.Message;
    }

    /// <summary>What is left of a process that was killed: a socket that nobody listens on.</summary>
    private static void LeaveBehind(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        // The platform removes the file of a socket that is closed, so it is out of the way meanwhile.
        File.Move(path, path + ".kept");
        socket.Close();
        File.Move(path + ".kept", path);
    }
}
