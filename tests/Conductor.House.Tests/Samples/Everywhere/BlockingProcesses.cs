using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Conductor.House.Samples;

internal static class BlockingProcesses
{
    public static void WaitForExit(Process process) => process.WaitForExit(); // forbidden: RS0030
    public static bool WaitAWhile(Process process) => process.WaitForExit(1000); // forbidden: RS0030
    public static void Run(IHost host) => host.Run(); // forbidden: RS0030
    public static void Start(IHost host) => host.Start(); // forbidden: RS0030
    public static void Run(WebApplication app) => app.Run(); // forbidden: RS0030
    public static IFormCollection Form(HttpRequest request) => request.Form; // forbidden: RS0030
}
