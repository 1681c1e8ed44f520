using System.CommandLine;
using Conductor.Cli.Terminal;
using Conductor.Server.Configuration;
using Conductor.Server.Identity;
using Spectre.Console;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor token</c>: the keys that callers show. Only a new secret goes to standard output, so that a script can take it.</summary>
internal static class TokenCommand
{
    public static Command Build() => new("token", "Makes, lists, changes and removes the keys by which callers are known. A running conductor notices within a second. Exit code 1 when it cannot be done, 2 for wrong usage.")
    {
        Add(),
        List(),
        Rotate(),
        Remove(),
    };

    private static Command Add()
    {
        var (name, config, file) = (Name(), CommonOptions.Config(), FileOption());
        var scope = new Option<string>("--scope")
        {
            Description = "What its holder may do: chat (ask models), or admin (chat, and pull, create, copy and delete models).",
            DefaultValueFactory = _ => "chat",
            HelpName = "SCOPE",
        };
        scope.CompletionSources.Add("chat", "admin");
        var command = new Command("add", "Makes a key and prints its secret, once.") { name, scope, config, file };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(config), parsed.GetValue(file), async keys =>
        {
            if (!KeyScopesText.TryParse(parsed.GetValue(scope)!, out var scopes))
                return await Complaint.UsageAsync($"'{parsed.GetValue(scope)}' is no scope. Give chat or admin.");
            var secret = await keys.AddAsync(parsed.GetValue(name)!, scopes, cancellationToken);
            return await TellAsync(secret, $"This is the key '{parsed.GetValue(name)}' ({scopes.Write()}). It is shown only now. Callers send it as: Authorization: Bearer KEY");
        }, cancellationToken));
        return command;
    }

    private static Command Rotate()
    {
        var (name, config, file) = (Name(), CommonOptions.Config(), FileOption());
        var grace = new Option<double>("--grace") { Description = "Minutes for which the old secret is still taken.", HelpName = "MINUTES" };
        var command = new Command("rotate", "Gives a key a new secret and prints it, once.") { name, grace, config, file };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(config), parsed.GetValue(file), async keys =>
        {
            var minutes = parsed.GetValue(grace);
            if (!(minutes is >= 0 and <= 60 * 24 * 365))
                return await Complaint.UsageAsync("--grace takes minutes, from 0 to those of a year.");
            var secret = await keys.RotateAsync(parsed.GetValue(name)!, TimeSpan.FromMinutes(minutes), cancellationToken);
            var old = minutes > 0 ? $"The old one is taken for {minutes} minutes more." : "The old one is not taken any more.";
            return await TellAsync(secret, $"This is the new secret of '{parsed.GetValue(name)}'. It is shown only now. {old}");
        }, cancellationToken));
        return command;
    }

    private static Command Remove()
    {
        var (name, config, file) = (Name(), CommonOptions.Config(), FileOption());
        var command = new Command("remove", "Removes a key: its holder is refused from then on.") { name, config, file };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(config), parsed.GetValue(file), async keys =>
        {
            await keys.RemoveAsync(parsed.GetValue(name)!, cancellationToken);
            await Console.Error.WriteLineAsync($"The key '{parsed.GetValue(name)}' is gone.");
            return ExitCode.Good;
        }, cancellationToken));
        return command;
    }

    private static Command List()
    {
        var (config, file) = (CommonOptions.Config(), FileOption());
        var command = new Command("list", "Lists the keys. Secrets are not kept, so there are none to show.") { config, file };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(config), parsed.GetValue(file), async keys =>
        {
            var ring = await keys.ReadAsync(cancellationToken);
            if (ring.Keys.Count == 0)
                await Console.Error.WriteLineAsync($"There are no keys in {keys.Path}. Make one: conductor token add NAME");
            else
                Show(ring);
            return ExitCode.Good;
        }, cancellationToken));
        return command;
    }

    private static void Show(KeyRing ring)
    {
        var table = new Table().RoundedBorder().AddColumns("name", "scopes", "secret made", "old secret taken until");
        foreach (var key in ring.Keys)
            table.AddRow(key.Name, key.Scopes.Write(), Time(key.CreatedAt), key.FormerUntil > TimeProvider.System.GetUtcNow() ? Time(key.FormerUntil) : "");
        ConsoleWidth.Fit();
        AnsiConsole.Write(table);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<int> TellAsync(string secret, string words)
    {
        await Console.Error.WriteLineAsync(words);
        await Console.Out.WriteLineAsync(secret);
        return ExitCode.Good;
    }

    private static async Task<int> RunAsync(string? config, string? file, Func<KeyFile, Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            var settings = await SettingsSource.ReadAsync(new SettingsRequest { File = config }, cancellationToken);
            return await run(new KeyFile(file ?? settings.Keys.File, TimeProvider.System));
        }
        catch (Exception complaint) when (complaint is KeyFileException or SettingsException)
        {
            return await Complaint.OfAsync(complaint);
        }
    }

    private static Argument<string> Name() => new("name") { Description = "The key's name, by which its holder is known in limits and reports." };

    private static Option<string?> FileOption() => new("--file") { Description = "The file with the keys. Without it: keys.file of the configuration.", HelpName = "FILE" };
}
