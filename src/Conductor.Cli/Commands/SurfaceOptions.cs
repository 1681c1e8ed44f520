using System.CommandLine;
using Conductor.Cli.Surfaces;

namespace Conductor.Cli.Commands;

/// <summary>Which conductor a command connects to as a surface.</summary>
internal sealed class SurfaceOptions
{
    private readonly Option<string?> _connect = new("--connect")
    {
        Description = "The conductor to connect to: unix:/path, tcp:host:port, tls:host:port, ws://host:port or wss://host "
            + "(CONDUCTOR_CONNECT). Without it: the one of this user on this machine.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _token = new("--key", "--token")
    {
        Description = "The key, where the conductor wants one. Others can see it in the list of processes: CONDUCTOR_KEY is safer.",
        HelpName = "KEY",
    };

    public void AddTo(Command command)
    {
        command.Add(_connect);
        command.Add(_token);
    }

    public SurfaceRequest Read(ParseResult parsed, string? config = null, string? http = null, string[]? set = null) =>
        new(parsed.GetValue(_connect), parsed.GetValue(_token), config, http, set ?? []);
}
