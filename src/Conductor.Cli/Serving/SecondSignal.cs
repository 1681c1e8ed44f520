using System.Runtime.InteropServices;

namespace Conductor.Cli.Serving;

/// <summary>The first Ctrl-C asks for a stop that lets answers end; the second one means now.</summary>
internal sealed class SecondSignal : IDisposable
{
    private readonly PosixSignalRegistration _registration;
    private int _count;

    public SecondSignal() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);

    public void Dispose() => _registration.Dispose();

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _count) > 1)
            Environment.Exit(ExitCode.Interrupted);
        Console.Error.WriteLine("Stopping: answers that run may end. Ctrl-C again stops at once.");
    }
}
