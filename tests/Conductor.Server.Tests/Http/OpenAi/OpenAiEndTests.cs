using System.Net;
using System.Text.Json;
using Conductor.OllamaSim;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Http.OpenAi;

public sealed class OpenAiEndTests
{
    private const string Ask = """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}],"stream":true}""";

    [Fact]
    public async Task An_answer_that_breaks_off_ends_with_an_error_event_and_never_as_done()
    {
        await using var sim = OllamaSimulator.Start();
        sim.Always(Fault.CutAfter(10));
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.PostAsync("/v1/chat/completions", Ask);
        var answer = await connection.ReadToEndAsync();
        Assert.DoesNotContain("[DONE]", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\"finish_reason\":\"", answer, StringComparison.Ordinal);
        var last = answer[(answer.LastIndexOf("data: ", StringComparison.Ordinal) + "data: ".Length)..].Trim();
        using var error = JsonDocument.Parse(last);
        Assert.Contains("broke off", error.RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("api_error", error.RootElement.GetProperty("error").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"nope","messages":[{"role":"user","content":"hi"}]}""", 404, "not_found_error")]
    [InlineData("/v1/completions", """{"model":"llama3.2","prompt":["a","b"]}""", 400, "invalid_request_error")]
    [InlineData("/v1/nothing", "{}", 404, "not_found_error")]
    [InlineData("/v1/models", "{}", 405, "api_error")]
    public async Task A_refusal_has_the_form_of_the_API(string path, string body, int status, string type)
    {
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var response = await conductor.PostAsync(path, body);
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var inner = error.RootElement.GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], inner.EnumerateObject().Select(field => field.Name));
        Assert.Equal(type, inner.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Ids_never_collide()
    {
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(sim);
        var ids = new HashSet<string>();
        for (var i = 0; i < 50; i++)
        {
            using var answer = JsonDocument.Parse(await conductor.PostTextAsync("/v1/chat/completions", Ask.Replace("true", "false", StringComparison.Ordinal)));
            Assert.True(ids.Add(answer.RootElement.GetProperty("id").GetString()!));
        }
    }
}
