using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Conductor.Testing;

/// <summary>Starts a test project: under the SDK's test host, or by hand as a program with xunit's own command line.</summary>
internal static class TestEntryPoint
{
    private static Task<int> Main(string[] args) =>
        args.Contains("--server") || args.Contains("--internal-msbuild-node")
            ? TestPlatformTestFramework.RunAsync(args, (_, _) => { })
            : ConsoleRunner.Run(args);
}
