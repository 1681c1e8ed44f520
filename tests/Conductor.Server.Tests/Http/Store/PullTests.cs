using System.Net;
using System.Text;
using Conductor.OllamaSim;
using Conductor.Server.Tests.Support;
using Caller = Conductor.Server.Tests.Support.Caller;

namespace Conductor.Server.Tests.Http.Store;

/// <summary>A pull reaches one host of the fleet, its progress comes as it happens, and what was pulled can be used at once.</summary>
public sealed class PullTests
{
    private static readonly SimModel Large = new("large") { Size = 40_000_000_000 };
    private static readonly SimModel Small = new("small") { Size = 1_000_000 };

    [Fact]
    public async Task It_goes_where_the_fewest_bytes_of_models_are()
    {
        await using var full = OllamaSimulator.Start(Large);
        await using var roomy = OllamaSimulator.Start(Small);
        await using var conductor = await ServedConductor.StartAsync(full, roomy);
        using var answer = await conductor.PostAsync("/api/pull", """{"model":"new"}""");
        Assert.Equal("sim-2", Assert.Single(answer.Headers.GetValues("X-Conductor-Host")));
        Assert.EndsWith("{\"status\":\"success\"}\n", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain(full.Requests.All, request => request.Path == "/api/pull");
        Assert.Contains(roomy.Models, model => model.Name == "new:latest");
    }

    [Fact]
    public async Task It_goes_where_an_older_one_of_its_name_is()
    {
        await using var has = OllamaSimulator.Start(Large);
        await using var roomy = OllamaSimulator.Start(Small);
        await using var conductor = await ServedConductor.StartAsync(has, roomy);
        using var answer = await conductor.PostAsync("/api/pull", """{"model":"LARGE:latest"}""");
        Assert.Equal("sim-1", Assert.Single(answer.Headers.GetValues("X-Conductor-Host")));
    }

    [Fact]
    public async Task It_goes_to_the_host_that_was_asked_for_and_nowhere_else()
    {
        await using var full = OllamaSimulator.Start(Large);
        await using var roomy = OllamaSimulator.Start(Small);
        await using var conductor = await ServedConductor.StartAsync(full, roomy);
        Assert.Equal(HttpStatusCode.OK, (await PullAsync(conductor, "sim-1")).Status);
        Assert.Contains(full.Models, model => model.Name == "new:latest");
        var (status, text) = await PullAsync(conductor, "sim-3");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("no Ollama host 'sim-3' here, only: sim-1, sim-2", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_down_is_passed_by()
    {
        await using var first = OllamaSimulator.Start(Small);
        await using var second = OllamaSimulator.Start(Large);
        await using var conductor = await ServedConductor.StartAsync(first, second);
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        await first.KillAsync();
        using var answer = await conductor.PostAsync("/api/pull", """{"model":"new"}""");
        Assert.Equal("sim-2", Assert.Single(answer.Headers.GetValues("X-Conductor-Host")));
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await PullAsync(conductor, "sim-1")).Status);
    }

    [Fact]
    public async Task One_that_a_host_has_no_room_for_goes_on_at_the_next_and_the_caller_sees_it()
    {
        await using var full = OllamaSimulator.Start(Small);
        await using var roomy = OllamaSimulator.Start(Large);
        full.Route("/api/pull").Next(Fault.ErrorAfter(2, "write /models/blobs/sha256-1: no space left on device"));
        await using var conductor = await ServedConductor.StartAsync(full, roomy);
        var text = await conductor.PostTextAsync("/api/pull", """{"model":"new"}""");
        Assert.StartsWith("{\"status\":\"pulling manifest\"}\n", text, StringComparison.Ordinal);
        Assert.Contains("{\"status\":\"sim-1 has no room (write /models/blobs/sha256-1: no space left on device); going on with sim-2\"}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"error\"", text, StringComparison.Ordinal);
        Assert.EndsWith("{\"status\":\"success\"}\n", text, StringComparison.Ordinal);
        Assert.Contains(roomy.Models, model => model.Name == "new:latest");
        Assert.Contains("\"done\":true", await conductor.PostTextAsync("/api/generate", """{"model":"new","prompt":"hi","stream":false}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_was_said_yet_the_caller_only_sees_the_host_that_took_it()
    {
        await using var full = OllamaSimulator.Start(Small);
        await using var roomy = OllamaSimulator.Start(Large);
        full.Route("/api/pull").Next(Fault.Status(500, "There is not enough space on the disk."));
        await using var conductor = await ServedConductor.StartAsync(full, roomy);
        using var answer = await conductor.PostAsync("/api/pull", """{"model":"new","stream":false}""");
        Assert.Equal((HttpStatusCode.OK, "sim-2"), (answer.StatusCode, Assert.Single(answer.Headers.GetValues("X-Conductor-Host"))));
        Assert.Equal("{\"status\":\"success\"}", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task No_room_is_told_where_no_host_has_any_and_where_the_caller_wanted_this_one()
    {
        await using var full = OllamaSimulator.Start(Small);
        await using var other = OllamaSimulator.Start(Large);
        full.Route("/api/pull").Next(Fault.ErrorAfter(2, "no space left on device")).Next(Fault.ErrorAfter(2, "no space left on device"));
        other.Route("/api/pull").Next(Fault.ErrorAfter(1, "no space left on device"));
        await using var conductor = await ServedConductor.StartAsync(full, other);
        Assert.EndsWith("{\"error\":\"no space left on device\"}\n", (await PullAsync(conductor, "sim-1")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(other.Requests.All, request => request.Path == "/api/pull");
        var text = await conductor.PostTextAsync("/api/pull", """{"model":"new"}""");
        Assert.Contains("going on with sim-2", text, StringComparison.Ordinal);
        Assert.EndsWith("{\"error\":\"no space left on device\"}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_next_host_that_is_gone_by_then_is_told_in_the_answer_that_has_begun()
    {
        await using var full = OllamaSimulator.Start(Small);
        await using var other = OllamaSimulator.Start(Large);
        full.Route("/api/pull").Next(Fault.ErrorAfter(2, "no space left on device"));
        other.Route("/api/pull").Next(Fault.ResetBeforeHeaders);
        await using var conductor = await ServedConductor.StartAsync(full, other);
        using var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.PostAsync("/api/pull", """{"model":"new"}""");
        var text = await connection.ReadToEndAsync();
        Assert.Contains("going on with sim-2", text, StringComparison.Ordinal);
        Assert.Contains("{\"error\":\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\n0\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_progress_comes_as_it_happens_and_the_model_is_there_with_the_last_line()
    {
        await using var sim = OllamaSimulator.Start(Small);
        var gate = new TokenGate();
        sim.Route("/api/pull").Next(Answer.Usual.Gated(gate));
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.PostAsync("/api/pull", """{"model":"new"}""");
        gate.Release();
        await connection.ReadUntilAsync("{\"status\":\"pulling manifest\"}\n");
        gate.Release();
        await connection.ReadUntilAsync("\"digest\":\"sha256:");
        gate.Open();
        await connection.ReadUntilAsync("{\"status\":\"success\"}\n");
        // Nothing is asked anew here: it was known before the line went out.
        Assert.Contains(conductor.Conductor.Fleet.Hosts[0].Findings.Models, model => model.Name == "new:latest");
    }

    [Fact]
    public async Task Who_leaves_stops_it_at_once()
    {
        await using var sim = OllamaSimulator.Start(Small);
        var gate = new TokenGate();
        sim.Route("/api/pull").Next(Answer.Usual.Gated(gate));
        await using var conductor = await ServedConductor.StartAsync(sim);
        var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.PostAsync("/api/pull", """{"model":"new"}""");
        gate.Release();
        await connection.ReadUntilAsync("pulling manifest");
        var request = await sim.Requests.NextAsync("/api/pull", TestContext.Current.CancellationToken).SoonAsync();
        connection.Dispose();
        await request.ClosedByClient.SoonAsync();
        Assert.DoesNotContain(sim.Models, model => model.Name == "new:latest");
    }

    [Fact]
    public async Task A_host_that_breaks_off_in_the_middle_is_told_and_the_answer_does_not_look_whole()
    {
        await using var sim = OllamaSimulator.Start(Small);
        sim.Route("/api/pull").Next(Fault.ResetAfter(3));
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.PostAsync("/api/pull", """{"model":"new"}""");
        var text = await connection.ReadToEndAsync();
        Assert.Contains("{\"error\":\"the host broke off in the middle of its answer\"}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\n0\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_registry_does_not_have_is_told_in_the_hosts_own_words()
    {
        await using var sim = OllamaSimulator.Start(new SimOptions { Models = [Small], Registry = [] });
        await using var conductor = await ServedConductor.StartAsync(sim);
        Assert.Contains("{\"error\":\"pull model manifest: file does not exist\"}", await conductor.PostTextAsync("/api/pull", """{"model":"new"}"""), StringComparison.Ordinal);
        Assert.Equal(
            (HttpStatusCode.InternalServerError, "pull model manifest: file does not exist"), await conductor.PostForErrorAsync("/api/pull", """{"model":"new","stream":false}"""));
    }

    private static async Task<(HttpStatusCode Status, string Text)> PullAsync(ServedConductor conductor, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/pull") { Content = Caller.Form("""{"model":"new"}""") };
        request.Headers.Add("X-Conductor-Host", host);
        using var response = await conductor.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
    }
}
