using System.CommandLine;
using Conductor.Cli.Surfaces;
using Conductor.Cli.Terminal;
using Conductor.Client;
using Conductor.Protocol.V2.Messages;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor conversations</c>: the conversations that a running conductor keeps.</summary>
internal static class ConversationsCommand
{
    public static System.CommandLine.Command Build()
    {
        var search = new Option<string?>("--search") { Description = "Only those whose title or messages hold this.", HelpName = "TEXT" };
        var all = new Option<bool>("--all") { Description = "All of them, instead of the 50 that were used last." };
        var (surface, config) = (new SurfaceOptions(), CommonOptions.Config());
        var command = new System.CommandLine.Command("conversations", "Lists the conversations of a running conductor, last used first: id, messages, when, title. Exit code 1 when none runs or the one that is named cannot be reached, 2 for wrong usage, 3 when it wants a key.")
        {
            search,
            all,
            config,
        };
        surface.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                await using var client = await SurfaceFinder.FindAsync(surface.Read(parsed, parsed.GetValue(config)), ChatCommand.Capabilities(), cancellationToken);
                if (client is null)
                    return await Complaint.FailureAsync("No conductor runs here that could be asked. Start one with: conductor serve");
                await ListAsync(client, parsed.GetValue(search), parsed.GetValue(all), cancellationToken);
                return ExitCode.Good;
            }
            catch (ConductorException refusal)
            {
                return await Complaint.FailureAsync($"{refusal.Message} {SurfaceFinder.WayOut(refusal)}");
            }
            catch (Exception complaint) when (complaint is CliException or SettingsException)
            {
                return await Complaint.OfAsync(complaint);
            }
        });
        return command;
    }

    private static async Task ListAsync(ConductorClient client, string? search, bool all, CancellationToken cancellationToken)
    {
        string? cursor = null;
        var shown = 0;
        do
        {
            var page = search is null
                ? await client.ListConversationsAsync(cursor, cancellationToken: cancellationToken)
                : await client.SearchConversationsAsync(search, cursor, cancellationToken: cancellationToken);
            foreach (var one in page.Page)
                await Console.Out.WriteLineAsync(Line(one));
            shown += page.Page.Count;
            cursor = page.Cursor;
        }
        while (all && cursor is not null);
        // Not on standard output: a pipe that counts lines counts none.
        if (shown == 0)
            await Console.Error.WriteLineAsync(search is null ? "There are no conversations yet. 'conductor chat' begins one." : $"No conversation holds '{search}'.");
        else if (cursor is not null)
            await Console.Error.WriteLineAsync("There are more: --all lists them.");
    }

    private static string Line(ConversationSummary one) =>
        $"{one.ConversationId}  {one.MessageCount,5}  {ConversationLines.When(one)}  {ConversationLines.Title(one)}{(one.Running > 0 ? "  (answering)" : "")}";
}
