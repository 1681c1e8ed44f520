// A conductor inside an ASP.NET Core service: its own endpoints, the APIs of Ollama and OpenAI beside them, and an IConductor for its code.
// Run it with: dotnet run --project samples/WebApp -- --Conductor:Hosts:eliza:Kind=eliza
using Conductor.Core.Conducting;
using Conductor.Server.Hosting;

var builder = WebApplication.CreateBuilder(args);

// The section "conductor" of appsettings.json, the environment, the command line: whatever the host reads. Nothing there: the Ollama of this machine.
builder.Services.AddConductor(builder.Configuration);
var app = builder.Build();

// The parts that one wants. They come after the application's own endpoints, and take its conventions: .RequireAuthorization(), for one.
app.MapConductor(ConductorParts.Ollama | ConductorParts.OpenAi | ConductorParts.Operations);

// In-process there is no HTTP between the service and its models. A caller who leaves stops the model.
app.MapGet("/poem", (IConductor conductor, HttpContext context) =>
    conductor.AskForTextAsync(model: "", "Write a poem about the sea.", caller: "poems", context.RequestAborted));

await app.RunAsync();
