using System.CommandLine;
using Conductor.Cli.Terminal;

namespace Conductor.Cli.Commands;

/// <summary>The <c>conductor</c> command and all below it.</summary>
internal static class ConductorCommand
{
    /// <summary>Runs a command line, and returns its exit code. Commands take Ctrl-C and SIGTERM themselves, each in its own way.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        await Suggestions.PrepareAsync(args);
        var root = new RootCommand(
            """
            Conductor stands between everything that chats and everything that runs language models.

            Begin with:
              conductor serve                        one address for all hosts, with the API of Ollama and of OpenAI
              conductor ask "Why is the sky blue?"   one answer; reads pipes, and its exit code says how the answer ended
              conductor doctor                       what is wrong, and how to mend it
              conductor config reference             every key of the configuration, explained
            """)
        {
            ServeCommand.Build(),
            AskCommand.Build(),
            ChatCommand.Build(),
            ConversationsCommand.Build(),
            SurfacesCommand.Build(),
            RouteCommand.Build(),
            StatusCommand.Build(),
            TraceCommand.Build(),
            DoctorCommand.Build(),
            BenchCommand.Build(),
            ExportCommand.Build(),
            ImportCommand.Build(),
            ConfigCommand.Build(),
            CompletionCommand.Build(),
            TokenCommand.Build(),
        };
        var result = root.Parse(Usual(args));
        if (result.Errors.Count > 0)
            return await RefuseAsync(root, result, args);
        try
        {
            return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception cause) when (!args.Contains("-v") && !args.Contains("--verbose"))
        {
            return await Complaint.FailureAsync($"Something went wrong that should not have: {cause.Message} With -v it is told where.");
        }
    }

    // Words that other programs take in the place of these options.
    private static string[] Usual(string[] args) => args switch
    {
        ["help", .. var rest] => [.. rest, "--help"],
        ["version"] => ["--version"],
        _ => args,
    };

    private static async Task<int> RefuseAsync(RootCommand root, ParseResult result, string[] args)
    {
        if (WrongUsage.Sentence(result) is { } sentence)
            return await Complaint.UsageAsync(sentence);
        await root.Parse([.. args, "--help"]).InvokeAsync();
        return ExitCode.Usage;
    }
}
