using System.Diagnostics;
using System.Text;

namespace Conductor.Cli.Tests.Running;

/// <summary>Runs the real <c>conductor</c> as a process of its own, in a home directory that is empty and goes with the test.</summary>
internal sealed class CommandLine : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly List<RunningCommand> _started = [];

    public CommandLine() => Directory.CreateDirectory(Home);

    public string Home { get; } = Path.Combine(Path.GetTempPath(), $"c{Guid.NewGuid():N}"[..12]);

    /// <summary>Set for every command that is started from here on.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    private static string Program => Path.Combine(AppContext.BaseDirectory, "conductor");

    public RunningCommand Start(params string[] arguments) => StartProgram(Program, arguments);

    /// <summary>Whether a terminal can be made for a command.</summary>
    public static bool HasTerminal => File.Exists("/usr/bin/script");

    /// <summary>Starts a command in a terminal of its own: what is typed goes to its input, what is shown comes on its output.</summary>
    public RunningCommand StartInTerminal(params string[] arguments) =>
        StartProgram("/usr/bin/script", ["-qfec", string.Join(' ', [$"exec '{Program}'", .. arguments]), "/dev/null"], isTerminal: true);

    private RunningCommand StartProgram(string program, string[] arguments, bool isTerminal = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(false),
            WorkingDirectory = Home,
        };
        foreach (var key in start.Environment.Keys.Where(key => key.StartsWith("CONDUCTOR_") || key.StartsWith("OLLAMA_")).ToArray())
            start.Environment.Remove(key);
        (start.Environment["HOME"], start.Environment["XDG_RUNTIME_DIR"], start.Environment["XDG_CONFIG_HOME"]) = (Home, Home, Path.Combine(Home, ".config"));
        // No Ollama of the machine that runs the tests is to be found by accident.
        start.Environment["CONDUCTOR_HTTP"] = "127.0.0.1:1";
        foreach (var (key, value) in Environment)
            start.Environment[key] = value;
        if (isTerminal)
        {
            // The command takes the shell's place: a shell that waits for it instead would itself die of Ctrl-C, and tell its own end for the command's.
            start.Environment["SHELL"] = "/bin/sh";
            start.Environment["TERM"] = "xterm";
            start.Environment.Remove("NO_COLOR");
        }
        var command = new RunningCommand(Process.Start(start)!, isTerminal);
        _started.Add(command);
        return command;
    }

    /// <summary>Runs a command to its end, with this on its standard input.</summary>
    public async Task<Finished> PipeAsync(string? input, params string[] arguments)
    {
        var command = Start(arguments);
        if (input is not null)
            await command.Input.WriteAsync(input);
        command.Input.Close();
        return await command.FinishAsync();
    }

    /// <summary>Runs a command whose output goes where there is no room.</summary>
    public Task<Finished> RunIntoFullAsync(params string[] arguments)
    {
        var command = StartProgram("bash", ["-c", "exec \"$@\" > /dev/full", "bash", Program, .. arguments]);
        command.Input.Close();
        return command.FinishAsync();
    }

    public Task<Finished> RunAsync(params string[] arguments) => PipeAsync(input: null, arguments);

    /// <summary>Starts a conductor on a free port, and makes it the one that later commands find.</summary>
    public async Task<(RunningCommand Command, Uri Url)> ServeAsync(params string[] arguments)
    {
        return await FoundAsync(Start(["serve", "--http", "127.0.0.1:0", .. arguments]));
    }

    /// <summary>As the other one; a limit on the length of files makes its writing fail, as on a full disk, and does not end it.</summary>
    public async Task<(RunningCommand Command, Uri Url)> ServeLimitableAsync(params string[] arguments)
    {
        string[] all = [Program, "serve", "--http", "127.0.0.1:0", .. arguments];
        return await FoundAsync(StartProgram("bash", ["-c", "trap '' XFSZ; exec \"$@\"", "bash", .. all]));
    }

    private async Task<(RunningCommand Command, Uri Url)> FoundAsync(RunningCommand command)
    {
        var line = await command.LineAsync("  http");
        var url = new Uri(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        Environment["CONDUCTOR_HTTP"] = $"127.0.0.1:{url.Port}";
        return (command, url);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _started)
            await command.DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }
}

/// <summary>How a command ended.</summary>
internal sealed record Finished(int ExitCode, string Output, string Error);
