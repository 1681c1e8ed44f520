using System.Runtime.InteropServices;

namespace Conductor.Cli.Chatting;

/// <summary>Gives Ctrl-C to whatever the chat does at the moment: one token per read or answer. SIGTERM leaves at once.</summary>
internal sealed class ChatInterrupt : IDisposable
{
    private readonly PosixSignalRegistration _registration;
    private CancellationTokenSource? _current;

    public ChatInterrupt() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);

    /// <summary>Something begins that Ctrl-C may cancel.</summary>
    public CancellationToken Begin()
    {
        var source = new CancellationTokenSource();
        Volatile.Write(ref _current, source);
        return source.Token;
    }

    /// <summary>It is over. A source that was cancelled is left to the collector: the signal may still be using it.</summary>
    public void End() => Volatile.Write(ref _current, null);

    public void Dispose() => _registration.Dispose();

    private void OnSignal(PosixSignalContext signal)
    {
        if (Volatile.Read(ref _current) is not { } current)
            return;
        signal.Cancel = true;
        _ = current.CancelAsync();
    }
}
