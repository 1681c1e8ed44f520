using System.CommandLine;
using Conductor.Cli.Terminal;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor config</c>: looks at a configuration without starting anything.</summary>
internal static class ConfigCommand
{
    // Of a file that is something else altogether, the rest says nothing that the first do not.
    private const int MostShown = 20;

    public static Command Build() => new("config", "Checks a configuration, shows what is in force, or prints every key there is. Starts nothing.")
    {
        Check(),
        Show(),
        Reference(),
    };

    private static Command Check()
    {
        var file = new Argument<string?>("file") { Description = "The file to check. Without it: the one that serve would read.", Arity = ArgumentArity.ZeroOrOne, HelpName = "FILE" };
        var command = new Command("check", "Finds all mistakes of a file at once, each with its line and the key that was probably meant. Exit code 0 where there are none, 1 where there are.") { file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var warnings = new List<string>();
                var loaded = await SettingsSource.LoadAsync(new SettingsRequest { File = parsed.GetValue(file), Warn = warnings.Add }, cancellationToken);
                foreach (var warning in warnings)
                    await Console.Error.WriteLineAsync($"conductor: {warning}");
                var hosts = string.Join(", ", loaded.Settings.Hosts.Select(host => host.Url.Length > 0 ? $"{host.Name} ({host.Url})" : host.Name));
                await Console.Out.WriteLineAsync(File.Exists(loaded.File)
                    ? $"{loaded.File} is in order. Hosts: {hosts}."
                    : $"There is no {loaded.File}; without it everything is as 'conductor config reference' says. Hosts: {hosts}.");
                return ExitCode.Good;
            }
            catch (SettingsException mistakes)
            {
                foreach (var mistake in mistakes.Mistakes.Take(MostShown))
                    await Console.Error.WriteLineAsync($"{mistake}{Environment.NewLine}");
                var rest = mistakes.Mistakes.Count > MostShown ? $", of which the first {MostShown} are shown" : "";
                return await Complaint.FailureAsync($"{Words.Count(mistakes.Mistakes.Count, "mistake")}{rest}.");
            }
        });
        return command;
    }

    private static Command Show()
    {
        var (config, http, backend, set) = (CommonOptions.Config(), CommonOptions.Http(), CommonOptions.Backend(), CommonOptions.Set());
        var json = new Option<bool>("--json") { Description = "Print the values as JSON, without their places." };
        var command = new Command("show", "Shows every key with the value that serve would use and where it came from: command line, environment, file or reference. Secrets are hidden. Exit code 2 when there are mistakes.")
        {
            config,
            http,
            backend,
            set,
            json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new SettingsRequest
            {
                File = parsed.GetValue(config),
                Http = parsed.GetValue(http),
                Backends = parsed.GetValue(backend) ?? [],
                Set = parsed.GetValue(set) ?? [],
                Warn = sentence => Console.Error.WriteLine($"conductor: {sentence}"),
            };
            try
            {
                var loaded = await SettingsSource.LoadAsync(request, cancellationToken);
                await Console.Out.WriteAsync(await EffectiveSettings.RenderAsync(loaded, request, parsed.GetValue(json), cancellationToken));
                return ExitCode.Good;
            }
            catch (SettingsException mistakes)
            {
                return await Complaint.OfAsync(mistakes);
            }
        });
        return command;
    }

    private static Command Reference()
    {
        var command = new Command("reference", "Prints every key with its meaning, unit, range and default. A file to begin with: conductor config reference > conductor.conf");
        command.SetAction(async (_, cancellationToken) =>
        {
            await Console.Out.WriteAsync(await ReferenceFile.TextAsync(cancellationToken));
            return ExitCode.Good;
        });
        return command;
    }
}
