using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Conductor.Cli.Answers;
using Conductor.Cli.Terminal;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Doctoring;

/// <summary>Looks at where a conductor listens: whether one does, and what is in the way.</summary>
internal static class DoorCheck
{
    private const string Http = "http";
    private const string SocketPlace = "socket";
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static async Task<IReadOnlyList<Finding>> RunAsync(ConductorSettings settings, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var url = FrontDoor.UrlOf(settings.HttpEndpoint);
        using var status = await FindAsync(url, findings, cancellationToken);
        if (findings.Count > 0)
            return findings;
        if (status is not null)
            findings.Add(Running(url, status.RootElement));
        else if (await AnswersAsync(new IPEndPoint(IPAddress.Parse(url.Host.Trim('[', ']')), url.Port), cancellationToken))
            findings.Add(Finding.Broken(Http, $"Something listens at {url}, and it is no conductor.", $"Stop it, or choose another port (--http {settings.HttpEndpoint.Address}:PORT, or http.listen)."));
        else
            findings.Add(Finding.Note(Http, $"No conductor runs at {url}.", "Start one: conductor serve"));
        if (settings.SocketPath.Length > 0)
            findings.Add(await SocketAsync(settings.SocketPath, status is not null, cancellationToken));
        return findings;
    }

    // That it wants a key, or is silent, is a finding too.
    private static async Task<JsonDocument?> FindAsync(Uri url, List<Finding> findings, CancellationToken cancellationToken)
    {
        try
        {
            return await RunningConductor.FindAsync(url, cancellationToken);
        }
        catch (CliException complaint)
        {
            findings.Add(complaint.Code == ExitCode.Refused
                ? Finding.Note(Http, complaint.Message)
                : Finding.Broken(
                    Http, $"Something listens at {url} and does not answer: a conductor that is stopped or overloaded, or it is no conductor.",
                    $"See whose process it is (ss -ltnp), and look at its log; or choose another port (--http {url.Host}:PORT, or http.listen)."));
            return null;
        }
    }

    private static Finding Running(Uri url, JsonElement status)
    {
        var down = status.GetProperty("hosts").EnumerateArray().Count(host => host.GetProperty("health").GetString() == "down");
        return Finding.Good(Http, $"Conductor {status.GetProperty("version")} answers at {url}, with {Words.Count(status.GetProperty("hosts").GetArrayLength(), "host")}{(down > 0 ? $", {down} of them down" : "")}.");
    }

    private static async Task<Finding> SocketAsync(string path, bool runs, CancellationToken cancellationToken)
    {
        if (File.Exists(path) || runs)
        {
            if (await AnswersAsync(new UnixDomainSocketEndPoint(path), cancellationToken))
                return Finding.Good(SocketPlace, $"A conductor listens at {path}.");
            return runs
                ? Finding.Warning(SocketPlace, $"The conductor that runs does not listen at {path}.", "It was started with another path: name the same one (--socket, CONDUCTOR_SOCKET, socket.path).")
                : Finding.Note(SocketPlace, $"{path} was left behind by a conductor that is gone. The next one takes its place.");
        }
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(directory))
            return Finding.Good(SocketPlace, $"{path} is free; its directory is made at the start.");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(directory) & Others) != UnixFileMode.None)
            return Finding.Note(SocketPlace, $"Other users can look into {directory}. The socket itself is for its user only.", $"chmod 700 {directory}, unless it is shared on purpose.");
        return Finding.Good(SocketPlace, $"{path} is free.");
    }

    private static async Task<bool> AnswersAsync(EndPoint endpoint, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var socket = endpoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint, both.Token);
            return true;
        }
        catch (Exception cause) when (cause is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
