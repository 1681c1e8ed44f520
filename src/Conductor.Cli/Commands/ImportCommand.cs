using System.CommandLine;
using Conductor.Cli.Keeping;
using Conductor.Cli.Terminal;
using Conductor.Core.Conversations.Transfer;
using Conductor.Core.Ports;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor import</c>: brings in what <c>export</c> wrote.</summary>
internal static class ImportCommand
{
    public static Command Build()
    {
        var (config, set) = (CommonOptions.Config(), CommonOptions.Set());
        var file = new Argument<string>("FILE")
        {
            Description = "What to read; '-' for standard input, which is the default.",
            DefaultValueFactory = _ => "-",
        };
        var command = new Command("import", "Brings in conversations that 'conductor export' wrote; those that are there already stay as they are, and an import that was interrupted goes on where it stopped. The conductor must not be running. Exit code 1 when it is, or the file cannot be read; 2 for wrong usage or a mistake in the configuration.") { file, config, set };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                await using var ports = await KeptConversations.OpenAsync(parsed.GetValue(config), parsed.GetValue(set) ?? [], cancellationToken);
                return await RunAsync(ports.All, parsed.GetValue(file)!, cancellationToken);
            }
            catch (Exception complaint) when (complaint is CliException or SettingsException or ConversationStoreException or FormatException or IOException or UnauthorizedAccessException)
            {
                return await Complaint.OfAsync(complaint);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(ConversationPorts ports, string file, CancellationToken cancellationToken)
    {
        var input = file == "-" ? Console.OpenStandardInput() : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.Asynchronous);
        await using (input)
        {
            var import = new ConversationImport(ports);
            try
            {
                await import.ReadAsync(input, cancellationToken);
            }
            finally
            {
                await Console.Error.WriteLineAsync(Sum(import));
            }
        }
        return ExitCode.Good;
    }

    private static string Sum(ConversationImport import)
    {
        var continued = import.Continued > 0 ? $", the rest of {Words.Count(import.Continued, "conversation")} was added" : "";
        var gaps = import.WithGaps > 0 ? $" Of {Words.Count(import.WithGaps, "conversation")} some events are missing in the file." : "";
        return $"{Words.Count(import.Imported, "conversation")} {Words.Were(import.Imported)} brought in{continued}; {import.Skipped} {Words.Were(import.Skipped)} there already.{gaps}";
    }
}
