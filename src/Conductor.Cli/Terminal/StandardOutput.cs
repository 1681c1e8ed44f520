using Microsoft.Win32.SafeHandles;

namespace Conductor.Cli.Terminal;

/// <summary>Standard output for bytes.</summary>
internal static class StandardOutput
{
    // POSIX' EPIPE, the same number on Linux, macOS and BSD.
    private const int BrokenPipe = 32;

    /// <summary>Whether a write failed because whoever read the pipe has left, and not because there is no room or the like.</summary>
    public static bool NobodyReads(IOException failure) => failure.HResult == BrokenPipe;

    /// <summary>
    /// A stream that throws <see cref="IOException"/> once nobody reads a pipe any more. The platform's own swallows that, and the model
    /// would work on for nobody (<c>conductor ask … | head -1</c>). A file keeps the platform's, which goes on where others have written.
    /// </summary>
    public static Stream Open()
    {
        if (!Console.IsOutputRedirected || OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
    }
}
