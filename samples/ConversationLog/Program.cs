// A conversation log of one's own: conversations are rows of the application's database, beside its other data. What was said before a restart is there after it.
// Run it with: dotnet run --project samples/ConversationLog
using Conductor.Core.Conducting;
using Conductor.Core.Conversations;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Hosting;
using ConversationLog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var table = new EventTable(); // stands for the database: it outlives the conductors
var conversation = Guid.CreateVersion7();
foreach (var said in new[] { "My mother never writes.", "What was it that I said?" })
{
    var builder = Host.CreateApplicationBuilder(args);
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.Services.AddConductor(conductor => conductor.AddEliza().UseConversationLog(_ => new TableStore(table)));
    using var host = builder.Build();
    await host.StartAsync();
    var conductor = host.Services.GetRequiredService<IConductor>();

    var conversations = await conductor.ConversationsAsync(CancellationToken.None);
    Console.WriteLine($"This conductor finds {(await conversations.OpenAsync(conversation))?.Count ?? 0} messages");
    var request = new ModelRequest { Model = "eliza", Messages = [new("user", said)] };
    var turn = await conductor.StartTurnAsync(new StartTurn(TurnId.New(TimeProvider.System), request, "me") { Conversation = conversation }, CancellationToken.None);
    await foreach (var _ in turn.AttachAsync())
    {
        // Read by a person elsewhere; here the answer only has to come to its end.
    }
    await host.StopAsync();
}

await using var store = new TableStore(table);
foreach (var message in await store.MessagesAsync(conversation))
    Console.WriteLine($"{message.Role}: {message.Content}");
