using System.CommandLine;
using System.CommandLine.Parsing;
using Conductor.Core.Routing;

namespace Conductor.Cli.Commands;

/// <summary>Finds options that do not exist among the words of a prompt, where the parser leaves them.</summary>
internal static class Misspelt
{
    /// <summary>A sentence about the first one; null when there is none. What stands behind <c>--</c>, or has a blank in it, is meant as it stands.</summary>
    public static string? Option(ParseResult parsed, Command command)
    {
        var word = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .FirstOrDefault(token => token.Type == TokenType.Argument && IsOption(token.Value) && IsWordOfPrompt(parsed, token))?.Value;
        if (word is null)
            return null;
        var name = word.Split('=')[0];
        var nearest = WrongUsage.OptionNames(command).MinBy(known => EditDistance.Between(known, name));
        return $"There is no option '{name}'. Did you mean '{nearest}'? What begins with '-' and belongs to the prompt stands behind '--'.";
    }

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-' && (char.IsAsciiLetter(word[1]) || word[1] == '-') && !word.Any(char.IsWhiteSpace);

    // The value of an option may begin with a dash too.
    private static bool IsWordOfPrompt(ParseResult parsed, Token token) =>
        parsed.CommandResult.Children.OfType<ArgumentResult>().Any(argument => argument.Tokens.Contains(token));
}
