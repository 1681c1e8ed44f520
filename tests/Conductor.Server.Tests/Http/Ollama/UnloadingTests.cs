using Conductor.OllamaSim;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Http.Ollama;

/// <summary>Loading is for one host, unloading for all that hold the model.</summary>
public sealed class UnloadingTests
{
    [Theory]
    [InlineData("/api/generate", """{"model":"a","keep_alive":0}""")]
    [InlineData("/api/chat", """{"model":"a","messages":[],"keep_alive":"0s"}""")]
    public async Task Every_host_lets_the_model_go_and_the_list_is_right_at_once(string path, string unload)
    {
        await using var one = OllamaSimulator.Start("a");
        await using var two = OllamaSimulator.Start("a");
        await using var conductor = await ServedConductor.StartAsync(one, two);
        using var direct = new HttpClient();
        foreach (var sim in new[] { one, two })
            using (var load = Support.Caller.Form("""{"model":"a","keep_alive":-1}"""))
                await direct.PostAsync(new Uri(sim.Url, "/api/generate"), load, TestContext.Current.CancellationToken);
        // The first may take an answer that was on its way before the models were loaded; the second asks after it.
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        Assert.Contains("\"done_reason\":\"unload\"", await conductor.PostTextAsync(path, unload), StringComparison.Ordinal);
        Assert.False(one.Model("a").IsLoaded);
        Assert.False(two.Model("a").IsLoaded);
        Assert.Equal("""{"models":[]}""", await conductor.GetTextAsync("/api/ps"));
    }
}
