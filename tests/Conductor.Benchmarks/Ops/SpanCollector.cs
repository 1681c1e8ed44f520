using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Conductor.Benchmarks.Ops;

/// <summary>A collector that takes what it is sent, counts the turns whose spans are in it, and keeps nothing.</summary>
internal sealed class SpanCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    // Each turn's own span has it, once.
    private static readonly byte[] OfATurn = "conductor.turn.id"u8.ToArray();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private int _turns;

    private SpanCollector()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            Interlocked.Add(ref _turns, body.GetBuffer().AsSpan(0, (int)body.Length).Count(OfATurn));
        });
    }

    /// <summary>Waits until the spans of so many turns are there, or no longer than they may take to be sent.</summary>
    /// <returns>How many are there.</returns>
    public async Task<int> WaitForTurnsAsync(int count)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (Volatile.Read(ref _turns) < count && TimeProvider.System.GetElapsedTime(begun) < Patience)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        return Volatile.Read(ref _turns);
    }

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<SpanCollector> StartAsync()
    {
        var collector = new SpanCollector();
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
