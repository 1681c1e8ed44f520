using System.Runtime.InteropServices;

namespace Conductor.Cli.Terminal;

/// <summary>Ctrl-C as a call, instead of the end of the process. SIGTERM still ends it.</summary>
internal sealed class CtrlC : IDisposable
{
    private readonly PosixSignalRegistration _registration;

    public CtrlC(Action pressed) => _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
    {
        signal.Cancel = true;
        pressed();
    });

    public void Dispose() => _registration.Dispose();
}
