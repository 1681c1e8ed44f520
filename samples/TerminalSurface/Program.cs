// A surface in 40 lines: shows what is said in the conversation, here or at any other surface, and says what is typed.
// dotnet run --project samples/TerminalSurface -- unix:$XDG_RUNTIME_DIR/conductor/conductor.sock
using Conductor.Client;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;
await using var client = await ConductorClient.ConnectAsync(args[0]);
client.StateChanged += (_, state) => Console.Error.WriteLine($"[{state.Stage}]");
client.StatusReported += (_, status) => Console.Error.WriteLine($"[{status.Stage} {status.Model} {status.Host}]");
var conversation = client.MainConversation;
var showing = ShowAsync();
using var input = new StreamReader(Console.OpenStandardInput());
while (await input.ReadLineAsync() is { } line and not "/quit")
    if (line == "/stop")
        await conversation.CancelAsync();
    else
        await conversation.SayAsync(line);
await client.DisposeAsync();
await showing;
async Task ShowAsync()
{
    try
    {
        await foreach (var happened in conversation.FollowAsync())
            if (happened is MessageAdded { Message: { Role: Role.User } said })
                Console.WriteLine($"> {said.Content}");
            else if (happened is TurnStarted started)
                await foreach (var entry in conversation.ReadAsync(started.Turn.TurnId))
                    Console.Write(entry switch
                    {
                        Text text => text.Content,
                        Restarted => "\n[once more]\n",
                        End end => $"\n[{end.Reason}]\n",
                        _ => "",
                    });
    }
    catch (ObjectDisposedException)
    {
        // Left.
    }
}
