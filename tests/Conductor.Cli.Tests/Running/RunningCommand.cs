using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Conductor.Cli.Tests.Running;

/// <summary>One process of the command, with what it prints as it prints it.</summary>
internal sealed class RunningCommand : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _errorLines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _reading;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _seen;

    /// <param name="process">The process.</param>
    /// <param name="isTerminal">What it shows comes in pieces, which need not be lines.</param>
    public RunningCommand(Process process, bool isTerminal = false)
    {
        _process = process;
        var output = isTerminal ? CopyPiecesAsync(process.StandardOutput) : CopyAsync(process.StandardOutput, _output, _lines.Writer);
        _reading = Task.WhenAll(output, CopyAsync(process.StandardError, _error, _errorLines.Writer));
    }

    public int Id => _process.Id;

    public StreamWriter Input => _process.StandardInput;

    public string Error => _error.ToString();

    /// <summary>What it has shown so far.</summary>
    public string Shown
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>The next line of standard output that begins so.</summary>
    public Task<string> LineAsync(string beginning) => LineAsync(_lines.Reader, beginning);

    /// <summary>The next line of standard error that begins so.</summary>
    public Task<string> ErrorLineAsync(string beginning) => LineAsync(_errorLines.Reader, beginning);

    private async Task<string> LineAsync(ChannelReader<string> lines, string beginning)
    {
        using var patience = new CancellationTokenSource(CommandLine.Patience, TimeProvider.System);
        try
        {
            await foreach (var line in lines.ReadAllAsync(patience.Token))
                if (line.StartsWith(beginning, StringComparison.Ordinal))
                    return line;
        }
        catch (OperationCanceledException)
        {
            // Told below, with what there was.
        }
        throw new InvalidOperationException($"No line began with '{beginning}'. Output:\n{_output}\nError:\n{_error}");
    }

    /// <summary>Waits until these words were shown, behind all that was waited for before.</summary>
    public async Task ShowsAsync(string words)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_output)
            {
                var at = _output.ToString(_seen, _output.Length - _seen).IndexOf(words, StringComparison.Ordinal);
                if (at >= 0)
                {
                    _seen += at + words.Length;
                    return;
                }
                changed = _changed.Task;
            }
            var left = CommandLine.Patience - TimeProvider.System.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero || await Task.WhenAny(changed, Task.Delay(left, TimeProvider.System, TestContext.Current.CancellationToken)) != changed)
                throw new InvalidOperationException($"'{words}' was not shown. Output:\n{_output}\nError:\n{_error}");
        }
    }

    /// <summary>Sends a signal: <c>INT</c>, <c>TERM</c>.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task<Finished> FinishAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(CommandLine.Patience, TestContext.Current.CancellationToken);
        await _reading.WaitAsync(CommandLine.Patience, TestContext.Current.CancellationToken);
        return new Finished(_process.ExitCode, _output.ToString(), _error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task CopyPiecesAsync(StreamReader from)
    {
        var piece = new char[1024];
        int count;
        while ((count = await from.ReadAsync(piece, CancellationToken.None)) > 0)
            lock (_output)
            {
                _output.Append(piece, 0, count);
                _changed.TrySetResult();
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
    }

    private static async Task CopyAsync(StreamReader from, StringBuilder to, ChannelWriter<string>? lines)
    {
        while (await from.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lock (to)
                to.AppendLine(line);
            lines?.TryWrite(line);
        }
        lines?.TryComplete();
    }
}
