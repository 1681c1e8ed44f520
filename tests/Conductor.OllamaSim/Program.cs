using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Conductor.OllamaSim;
using Conductor.OllamaSim.Cli;

await using var output = Console.OpenStandardOutput();
await using var errors = Console.OpenStandardError();
var settings = new SimSettings();
try
{
    settings = CommandLine.Parse(args);
    if (settings.WantsHelp) await output.WriteAsync(Encoding.UTF8.GetBytes(CommandLine.Help));
    else await RunAsync(settings);
    return 0;
}
catch (FormatException mistake)
{
    await errors.WriteAsync(Encoding.UTF8.GetBytes($"ollama-sim: {mistake.Message}\n"));
    return 2;
}
catch (SocketException refused)
{
    var why = refused.SocketErrorCode is SocketError.AddressAlreadyInUse ? "is taken" : $"cannot be used ({refused.Message})";
    await errors.WriteAsync(Encoding.UTF8.GetBytes(
        $"ollama-sim: Port {settings.Port} {why}. Choose another with --port, or any free one with --port 0.\n"));
    return 1;
}

async Task RunAsync(SimSettings settings)
{
    var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    var journal = new Journal();
    var writing = journal.RunAsync(output);
    await using (var sim = OllamaSimulator.Start(settings.ToOptions()))
    {
        settings.Script(sim);
        if (!settings.IsQuiet) journal.Follow(sim);
        var models = string.Join(", ", sim.Models.Select(model => model.Name));
        journal.Write($"Listening on {sim.Url.GetLeftPart(UriPartial.Authority)} as {settings.Flavor}: {models}");
        await stopped.Task;
    }
    journal.Complete();
    await writing;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stopped.TrySetResult();
    }
}
