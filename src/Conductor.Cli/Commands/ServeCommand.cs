using System.CommandLine;
using Conductor.Cli.Serving;
using Conductor.Cli.Terminal;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor serve</c>: the conductor, until it is stopped.</summary>
internal static class ServeCommand
{
    public static Command Build()
    {
        var (config, http, backend, set, verbose) = (CommonOptions.Config(), CommonOptions.Http(), CommonOptions.Backend(), CommonOptions.Set(), CommonOptions.Verbose());
        var socket = new Option<string?>("--socket")
        {
            Description = "Path of the native protocol's unix socket, or 'off' (CONDUCTOR_SOCKET).",
            HelpName = "PATH",
        };
        var command = new Command("serve", "Runs the conductor. Ctrl-C and SIGTERM let the answers that run end, then stop it; a second Ctrl-C stops it at once. "
            + "Exit codes: 0 stopped; 1 it cannot start or run (a port in use, another conductor); 2 wrong usage or a mistake in the configuration; 130 stopped at once.")
        {
            config,
            http,
            socket,
            backend,
            set,
            verbose,
        };
        command.SetAction(async (parsed, _) =>
        {
            var request = new ServeRequest(
                parsed.GetValue(config), parsed.GetValue(http), parsed.GetValue(socket), parsed.GetValue(backend) ?? [], parsed.GetValue(set) ?? [], parsed.GetValue(verbose));
            try
            {
                return await Daemon.RunAsync(request);
            }
            catch (Exception complaint) when (complaint is CliException or SettingsException)
            {
                return await Complaint.OfAsync(complaint);
            }
        });
        return command;
    }
}
