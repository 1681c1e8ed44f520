using System.CommandLine;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor completion</c>: what makes a shell complete commands and options. The shell asks the program itself, so it is never out of date.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        # In ~/.bashrc: eval "$(conductor completion bash)"
        _conductor() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(conductor "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _conductor conductor
        """;

    private const string Zsh =
        """
        # In ~/.zshrc: eval "$(conductor completion zsh)"
        _conductor() {
            compadd -- ${(f)"$(conductor "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)"}
        }
        compdef _conductor conductor
        """;

    private const string Fish =
        """
        # In ~/.config/fish/config.fish: conductor completion fish | source
        complete -f -c conductor -a '(conductor "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
        """;

    public static Command Build()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Prints what makes a shell complete commands and options. For bash: eval \"$(conductor completion bash)\". Exit code 2 for a shell that is none of these.") { shell };
        command.SetAction(async (parsed, _) =>
        {
            await Console.Out.WriteLineAsync(parsed.GetValue(shell) switch { "zsh" => Zsh, "fish" => Fish, _ => Bash });
            return ExitCode.Good;
        });
        return command;
    }
}
