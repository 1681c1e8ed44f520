// A conductor in a worker: no port, no endpoint, only a queue of work and the models behind it.
// Run it with: dotnet run --project samples/WorkerWithoutHttp
using System.Text;
using Conductor.Core.Conducting;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddConductor(conductor => conductor.AddEliza()); // AddOllama("gpu-1", "http://gpu-1:11434", parallel: 4) for a real one
builder.Services.AddHostedService<Letters>();
await builder.Build().RunAsync();

internal sealed class Letters(IConductor conductor, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var letter in new[] { "I am unhappy.", "My mother never writes.", "Computers worry me." })
            await AnswerAsync(letter, stoppingToken);
        lifetime.StopApplication();
    }

    // Token by token: what is read is what there is, and a model that is not read waits.
    private async Task AnswerAsync(string letter, CancellationToken cancellationToken)
    {
        Console.WriteLine($"> {letter}");
        var request = new ModelRequest { Model = "eliza", Messages = [new("user", letter)] };
        await foreach (var entry in conductor.AskAsync(request, caller: "letters", cancellationToken))
        {
            if (entry.Kind == EntryKind.Text)
                Console.Write(Encoding.UTF8.GetString(entry.Utf8.Span));
            else if (entry.Ending is { } ending)
                Console.WriteLine($"  ({ending.End})");
        }
    }
}
