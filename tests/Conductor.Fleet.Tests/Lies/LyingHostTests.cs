using Conductor.Core.Backends;
using Conductor.Core.Hosts;
using Conductor.Fleet.Tests.Faults;
using Conductor.Fleet.Tests.Support;
using Conductor.OllamaSim;

namespace Conductor.Fleet.Tests.Lies;

/// <summary>A host whose list of models is not true.</summary>
public sealed class LyingHostTests
{
    private const string NotFound = "model 'llama3.2' not found";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<SimFlavor, Door, bool> Ways => new MatrixTheoryData<SimFlavor, Door, bool>(Enum.GetValues<SimFlavor>(), Enum.GetValues<Door>(), [true, false]);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_a_host_says_it_has_and_has_not_another_one_answers(SimFlavor flavor, Door door, bool stream)
    {
        var time = new WatchedTime();
        await using var liar = Simulator(time, flavor);
        await using var honest = Simulator(time, flavor);
        await using var site = await SiteAsync(time, liar, honest);
        liar.Always(Fault.Status(404, NotFound));
        var asking = new Asking(site.Client, time);

        for (var turn = 0; turn < 5; turn++)
        {
            var answered = await asking.AskAsync(door, stream, Trial.Model, Cancel).SoonAsync();
            Assert.Equal((true, Trial.SaidText, "host-2"), (answered.IsWhole, answered.Text, answered.Host));
        }
        Assert.InRange(liar.Requests.Generations.Count, 1, 5);
        await site.Conductor.SeeNothingLeftAsync("host-1", Trial.Model);
    }

    [Theory]
    [InlineData(Door.Ollama, true)]
    [InlineData(Door.Ollama, false)]
    [InlineData(Door.OpenAi, true)]
    [InlineData(Door.OpenAi, false)]
    public async Task Where_only_a_liar_has_it_the_caller_is_told_so_and_the_rest_works(Door door, bool stream)
    {
        var time = new WatchedTime();
        await using var liar = Simulator(time, SimFlavor.Ollama);
        await using var site = await SiteAsync(time, liar);
        liar.Next(Fault.Status(404, NotFound));
        var asking = new Asking(site.Client, time);

        var answered = await asking.AskAsync(door, stream, Trial.Model, Cancel).SoonAsync();

        Assert.Equal((false, 404), (answered.IsWhole, answered.Status));
        Assert.Contains("not found", answered.Error, StringComparison.Ordinal);
        Assert.True((await asking.AskAsync(door, stream, Trial.Model, Cancel).SoonAsync()).IsWhole);
    }

    private static OllamaSimulator Simulator(WatchedTime time, SimFlavor flavor) =>
        OllamaSimulator.Start(new SimOptions { Flavor = flavor, Models = [new SimModel(Trial.Model) { Answer = Answer.Tokens(Trial.Said) }], Time = time });

    private static async Task<Site> SiteAsync(WatchedTime time, params OllamaSimulator[] simulators)
    {
        var hosts = simulators.Select((simulator, index) => Site.Host($"host-{index + 1}", simulator, new BackendPlan(), time));
        var site = await Site.StartAsync(new FleetPlan([.. hosts]), time);
        await site.Conductor.RefreshFleetAsync(TimeSpan.Zero, Cancel).SoonAsync();
        return site;
    }
}
