using System.Diagnostics;

namespace Conductor.Cli.Serving;

/// <summary>Tells what the start does and how long each step took, for those who want to know.</summary>
internal sealed class StartSteps(bool verbose)
{
    private long _last = TimeProvider.System.GetTimestamp();

    /// <summary>A step is done.</summary>
    public void Done(string step)
    {
        var now = TimeProvider.System.GetTimestamp();
        if (verbose)
            Console.Error.WriteLine($"start: {step,-28} {TimeProvider.System.GetElapsedTime(_last, now).TotalMilliseconds,8:0.0} ms");
        _last = now;
    }

    /// <summary>All of it, from the process's own start.</summary>
    public void Ready()
    {
        if (!verbose)
            return;
        using var process = Process.GetCurrentProcess();
        var all = TimeProvider.System.GetLocalNow().DateTime - process.StartTime;
        Console.Error.WriteLine($"start: {"ready, since process start",-28} {all.TotalMilliseconds,8:0.0} ms");
    }
}
