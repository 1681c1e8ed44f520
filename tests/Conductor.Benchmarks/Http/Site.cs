using Conductor.Benchmarks.MainJob;

namespace Conductor.Benchmarks.Http;

/// <summary>A way to the simulator.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Port">Where it is.</param>
/// <param name="ProcessorTime">What it has used of the processor so far.</param>
internal sealed record Door(string Name, int Port, Func<Task<TimeSpan>> ProcessorTime);

/// <summary>A simulator, and the ways to it: straight, through nginx where there is one, and through Conductor.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _programs = [];

    private Site()
    {
    }

    public List<Door> Doors { get; } = [];

    public static async Task<Site> StartAsync(string conductor, string simulator, params string[] answers)
    {
        var site = new Site();
        var host = await ProgramUnderTest.StartAsync(simulator, ["--port", "0", "--quiet", "--parallel", "4096", .. answers]);
        site.Add("direct", host.Port, () => Task.FromResult(host.ProcessorTime), host);
        if (await Proxy.StartAsync(host.Port) is { } proxy)
            site.Add("nginx", proxy.Port, proxy.ProcessorTimeAsync, proxy);
        else
            Console.WriteLine("There is no nginx here (apt-get install nginx-light): nothing is compared with it.");
        var ours = await ProgramUnderTest.StartAsync(
            conductor, "serve", "--http", "127.0.0.1:0", "--socket", "off", "--set", $"hosts.sim.url=http://127.0.0.1:{host.Port}", "--set", "hosts.sim.parallel=1024");
        site.Add("conductor", ours.Port, () => Task.FromResult(ours.ProcessorTime), ours);
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in Enumerable.Reverse(_programs))
            await program.DisposeAsync();
    }

    private void Add(string name, int port, Func<Task<TimeSpan>> processorTime, IAsyncDisposable program)
    {
        Doors.Add(new Door(name, port, processorTime));
        _programs.Add(program);
    }
}
