using System.Text.Json;
using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Tests.Scripted;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Tests.Sessions.Version2;

public sealed class ModelListTests
{
    [Fact]
    public async Task A_list_of_models_says_what_their_hosts_say_of_them()
    {
        var host = new ScriptedHost
        {
            Findings = new HostFindings
            {
                Models =
                [
                    new ModelDescription("plain", default),
                    new ModelDescription("seer", JsonElement.Parse("""{"capabilities":["completion","tools","vision"],"context_length":8192}""")),
                ],
            },
        };
        var names = NameTable.Build([new ModelPlan("eyes") { Target = "seer" }], new Dictionary<TaskKind, string>(), known: null, out _)!;
        await using var fixture = new ConductorFixture(new ConductorPlan { Fleet = ConductorFixture.Fleet(new BackendPlan(), host) with { Names = names } });
        await fixture.Conductor.RefreshFleetAsync(TimeSpan.MaxValue, TestContext.Current.CancellationToken);
        var surface = await SecondSurface.GreetedAsync(fixture);

        await surface.SayAsync(new ListModels(Guid.CreateVersion7()));
        var models = (await surface.UntilAsync<Protocol.V2.Messages.Models>()).All;

        Assert.Equal(["plain", "seer", "eyes"], models.Select(model => model.Name));
        Assert.Equal((null, 0), (models[0].ContextLength, models[0].Abilities.Count));
        Assert.Equal(8192u, models[1].ContextLength);
        Assert.Equal(["tools", "vision"], models[1].Abilities);
        Assert.Equal(models[1], models[2] with { Name = "seer" });
    }
}
