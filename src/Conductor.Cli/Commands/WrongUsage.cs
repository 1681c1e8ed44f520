using System.CommandLine;
using System.CommandLine.Parsing;
using Conductor.Core.Routing;

namespace Conductor.Cli.Commands;

/// <summary>Says what is wrong with a command line: one sentence, and where the help is.</summary>
internal static class WrongUsage
{
    // A word that has to be changed in more than so many places was not meant.
    private const int MostEdits = 2;

    /// <summary>The sentence; null where a command of several was not named at all, so that its help is what is wanted.</summary>
    /// <param name="parsed">A command line with mistakes.</param>
    public static string? Sentence(ParseResult parsed)
    {
        var (command, path) = (parsed.CommandResult.Command, Path(parsed.CommandResult));
        if (parsed.UnmatchedTokens is [var word, ..])
            return $"{Unmatched(word, command, path)} See {path} --help.";
        if (command.Subcommands.Count > 0 && command.Action is null)
            return null;
        return $"{Missing(parsed.Errors[0], path)} See {path} --help.";
    }

    /// <summary>Every name of every option that a command shows.</summary>
    public static IEnumerable<string> OptionNames(Command command) =>
        command.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Append(option.Name));

    private static string Unmatched(string word, Command command, string path)
    {
        if (word.StartsWith('-'))
            return $"There is no option '{word}' of '{path}'.{Nearest(word, OptionNames(command))}";
        return command.Subcommands.Count > 0
            ? $"There is no command '{path} {word}'.{Nearest(word, command.Subcommands.Select(one => one.Name))}"
            : $"'{word}' is a word too many for '{path}'.";
    }

    private static string Missing(ParseError error, string path) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0, IdentifierToken: { } name } option when option.Option.Arity.MinimumNumberOfValues > 0 =>
            $"'{name.Value}' needs a value: {option.Option.HelpName ?? "one"}.",
        CommandResult command when Lacking(command) is { } argument => $"'{path}' needs {argument.Name.ToUpperInvariant()}. {argument.Description}",
        ArgumentResult { Tokens.Count: 0, Argument: var argument } => $"'{path}' needs {argument.Name.ToUpperInvariant()}. {argument.Description}",
        _ => OneLine(error.Message),
    };

    private static string OneLine(string message)
    {
        var line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.EndsWith('.') ? line : line + ".";
    }

    private static Argument? Lacking(CommandResult command) => command.Command.Arguments.FirstOrDefault(argument =>
        argument.Arity.MinimumNumberOfValues > 0 && command.GetResult(argument) is not { Tokens.Count: > 0 });

    private static string Nearest(string word, IEnumerable<string> known)
    {
        var nearest = known.MinBy(one => EditDistance.Between(one, word));
        return nearest is not null && EditDistance.Between(nearest, word) <= MostEdits ? $" Did you mean '{nearest}'?" : "";
    }

    private static string Path(CommandResult command)
    {
        var names = new List<string>();
        for (SymbolResult? at = command; at is CommandResult one; at = one.Parent)
            names.Insert(0, one.Parent is null ? "conductor" : one.Command.Name);
        return string.Join(' ', names);
    }
}
