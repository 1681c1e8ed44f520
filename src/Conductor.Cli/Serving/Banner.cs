using System.Net;
using Conductor.Core.Conducting;
using Conductor.Core.Routing;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Serving;

/// <summary>What <c>serve</c> tells the person who started it: where it listens, and what it found.</summary>
internal static class Banner
{
    private const int ModelsShown = 5;

    /// <summary>Says where it listens.</summary>
    /// <param name="doors">Where networks connect.</param>
    /// <param name="socketPath">Where the native protocol's unix socket is; empty for nowhere.</param>
    public static async Task WelcomeAsync(BoundDoors doors, string socketPath)
    {
        var url = FrontDoor.UrlOf(doors.Http);
        await Console.Out.WriteLineAsync($"Conductor {typeof(Banner).Assembly.GetName().Version?.ToString(3)} is ready. Ctrl-C stops it.");
        await Console.Out.WriteLineAsync($"  http    {url}  (Ollama's API: any Ollama client, with this as its address; OpenAI's at {url}v1)");
        await Console.Out.WriteLineAsync($"  chat    {url}chat  (a page for the browser)");
        if (IsEverywhere(doors.Http.Address))
            await Console.Out.WriteLineAsync($"  others  {doors.Http}, which is every address of this machine: from elsewhere http://{Environment.MachineName}:{doors.Http.Port}/");
        if (doors.Https is { } https)
            await Console.Out.WriteLineAsync($"  https   {WithScheme("https", https)}  (the same with TLS; native protocol at {WithScheme("wss", https)})");
        if (doors.Tls is { } tls)
            await Console.Out.WriteLineAsync($"  tls     tls:{Reachable(tls)}  (native protocol)");
        if (doors.Tcp is { } tcp)
            await Console.Out.WriteLineAsync($"  tcp     tcp:{Reachable(tcp)}  (native protocol, in the clear)");
        await Console.Out.WriteLineAsync($"  ws      {WithScheme("ws", doors.Http)}  (native protocol, for pages and programs)");
        if (socketPath.Length > 0)
            await Console.Out.WriteLineAsync($"  socket  {socketPath}  (native protocol)");
    }

    private static string WithScheme(string scheme, IPEndPoint endpoint) => $"{scheme}://{Reachable(endpoint)}";

    private static bool IsEverywhere(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    // As FrontDoor does it: an address that means every one is shown as one that can be connected to.
    private static string Reachable(IPEndPoint endpoint) => FrontDoor.UrlOf(endpoint).Authority;

    /// <summary>Waits until every host has answered or not, and says what there is.</summary>
    public static async Task HostsAsync(IConductor conductor, CancellationToken stopping)
    {
        try
        {
            var fleet = await conductor.RefreshFleetAsync(TimeSpan.MaxValue, stopping);
            foreach (var host in fleet.ActiveHosts.Where(host => !IsReplaced(host, fleet)))
                await Console.Out.WriteLineAsync(Line(host, fleet));
            if (fleet.ActiveHosts.SelectMany(host => host.Findings.Models).FirstOrDefault() is { } model)
                await Console.Out.WriteLineAsync($"Try it: conductor ask --model {model.Name} \"Hello!\"");
        }
        catch (OperationCanceledException)
        {
            // Stopped before the hosts had answered: nothing to tell any more.
        }
    }

    private static string Line(HostSnapshot host, FleetSnapshot fleet)
    {
        if (host.IsStandIn)
            return $"  model   eliza (built in, 1966), because no Ollama answers at {fleet.Hosts.First(one => !one.IsStandIn).Address}";
        var name = $"  host    {host.Name}  {host.Address}";
        if (host.Problem is { } problem)
            return $"{name}  is not there. {problem}";
        var models = host.Findings.Models.Select(model => model.Name).ToArray();
        var shown = string.Join(", ", models.Take(ModelsShown)) + (models.Length > ModelsShown ? $", and {models.Length - ModelsShown} more" : "");
        return models.Length == 0 ? $"{name}  has no model yet (ollama pull llama3.2 gets one)" : $"{name}  {shown}";
    }

    // One line says it all: the stand-in's own names what it stands in for.
    private static bool IsReplaced(HostSnapshot host, FleetSnapshot fleet) =>
        host.Health == HostHealth.Down && fleet.ActiveHosts.Any(other => other.IsStandIn);
}
