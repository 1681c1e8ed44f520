using System.CommandLine;
using Conductor.Cli.Keeping;
using Conductor.Cli.Terminal;
using Conductor.Core.Conversations.Transfer;
using Conductor.Core.Ports;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor export</c>: every conversation as JSON Lines.</summary>
internal static class ExportCommand
{
    public static Command Build()
    {
        var (config, set) = (CommonOptions.Config(), CommonOptions.Set());
        var file = new Argument<string>("FILE")
        {
            Description = "Where to write; '-' for standard output, which is the default.",
            DefaultValueFactory = _ => "-",
        };
        var command = new Command("export", "Writes every conversation as JSON Lines, an event a line. The conductor must not be running. Exit code 1 when it is, or the file cannot be written; 2 for wrong usage or a mistake in the configuration.") { file, config, set };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                await using var ports = await KeptConversations.OpenAsync(parsed.GetValue(config), parsed.GetValue(set) ?? [], cancellationToken);
                return await RunAsync(ports.All, parsed.GetValue(file)!, cancellationToken);
            }
            catch (Exception complaint) when (complaint is CliException or SettingsException or ConversationStoreException or IOException or UnauthorizedAccessException)
            {
                return await Complaint.OfAsync(complaint);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(ConversationPorts ports, string file, CancellationToken cancellationToken)
    {
        var output = file == "-" ? Console.OpenStandardOutput() : new FileStream(file, Options());
        await using (output)
        {
            var (conversations, events) = await ConversationExport.WriteAsync(ports, output, cancellationToken);
            await output.FlushAsync(cancellationToken);
            await Console.Error.WriteLineAsync($"{Words.Count(conversations, "conversation")} with {Words.Count(events, "event")} {Words.Were(conversations)} written.");
        }
        return ExitCode.Good;
    }

    // What people said is nobody else's business, wherever it lies.
    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
