using System.Runtime.InteropServices;

namespace Conductor.Cli.Terminal;

/// <summary>Ctrl-C and SIGTERM as a token. The first one cancels; the second ends the process, should the first not be heard.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Interrupts()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    public CancellationToken Token => _cancelled.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _cancelled.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        if (_cancelled.IsCancellationRequested)
            return;
        // The runtime would end the process where it stands; the command ends itself instead, and says how.
        signal.Cancel = true;
        _ = _cancelled.CancelAsync();
    }
}
