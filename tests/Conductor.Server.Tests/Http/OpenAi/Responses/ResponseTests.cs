using System.Net;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.OllamaSim;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Http.OpenAi.Responses;

/// <summary>A response says in its events what it says as one object, and a response that broke off says so in both.</summary>
public sealed class ResponseTests
{
    private static readonly ModelOutput[] Script =
    [
        ScriptedHost.Thinking("Hm, "),
        ScriptedHost.Thinking("<well>."),
        ScriptedHost.Text("Let me "),
        ScriptedHost.Text("look."),
        ScriptedHost.ToolCall("""{"id":"call_1","function":{"name":"clock","arguments":{"zone":"UTC"}}}"""),
        ScriptedHost.Text("Done."),
        ScriptedHost.Usage(new ModelUsage { PromptEvalCount = 3, EvalCount = 4, FinishReason = "stop" }),
        ScriptedHost.End(),
    ];

    [Fact]
    public async Task Its_events_are_numbered_and_end_with_what_the_whole_object_says()
    {
        await using var conductor = await ServeAsync(Script);
        using var whole = JsonDocument.Parse(await conductor.PostTextAsync("/v1/responses", """{"model":"scripted","input":"hi"}"""));
        var events = Events(await conductor.PostTextAsync("/v1/responses", """{"model":"scripted","input":"hi","stream":true}"""));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(one => one.GetProperty("sequence_number").GetInt32()));
        Assert.Equal(["response.created", "response.in_progress", "response.output_item.added"], events.Take(3).Select(TypeOf));
        Assert.Equal("response.completed", TypeOf(events[^1]));
        Assert.Equal(Described(whole.RootElement), Described(events[^1].GetProperty("response")));
        Assert.Equal(["reasoning Hm, <well>.", "message Let me look.", "function_call clock {\"zone\":\"UTC\"}", "message Done."], Described(whole.RootElement));
        Assert.Equal(7, whole.RootElement.GetProperty("usage").GetProperty("total_tokens").GetInt32());
        Assert.Equal(Described(whole.RootElement).Length, events.Count(one => TypeOf(one) == "response.output_item.done"));
    }

    [Fact]
    public async Task What_broke_off_fails_and_is_an_error_for_those_who_look_for_nothing_else()
    {
        await using var conductor = await ServeAsync(ScriptedHost.Text("Let me "), ScriptedHost.End(StreamEnd.BackendRefused, "no more"));
        var events = Events(await TextOfBrokenAsync(conductor, """{"model":"scripted","input":"hi","stream":true}"""));
        Assert.Equal(["response.failed", "error"], events.TakeLast(2).Select(TypeOf));
        Assert.Equal("failed", events[^2].GetProperty("response").GetProperty("status").GetString());
        Assert.Equal("no more", events[^1].GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"model":"llama3.2"}""", "input is required")]
    [InlineData("""{"input":"hi"}""", "model is required")]
    [InlineData("""{"model":"llama3.2","input":7}""", "json: cannot unmarshal number into Go struct field ResponsesRequest.input of type string")]
    [InlineData("""{"model":"llama3.2","input":[{"type":"web_search_call"}]}""", "unknown input item type: web_search_call")]
    [InlineData("""{"model":"llama3.2","input":"hi","previous_response_id":"resp_1"}""", "previous_response_id is not supported: responses are not kept here, send the whole conversation in input")]
    public async Task What_is_wrong_with_a_request_is_told(string body, string problem)
    {
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var answer = await conductor.PostAsync("/v1/responses", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(problem, error.RootElement.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_whole_conversation_reaches_the_host_in_its_own_terms()
    {
        await using var sim = OllamaSimulator.Start(new SimModel("llama3.2") { Capabilities = ["completion", "tools", "vision"] });
        await using var conductor = await ServedConductor.StartAsync(sim);
        const string body = """
            {"model":"llama3.2","instructions":"Be brief.","max_output_tokens":9,"input":[
              {"role":"developer","content":"Speak plainly."},
              {"role":"user","content":[{"type":"input_text","text":"What time?"},{"type":"input_image","image_url":"data:image/png;base64,AAAA"}]},
              {"type":"reasoning","summary":[{"type":"summary_text","text":"A clock."}]},
              {"type":"function_call","call_id":"c1","name":"clock","arguments":"{\"zone\":\"UTC\"}"},
              {"type":"function_call","call_id":"c2","name":"date","arguments":""},
              {"type":"function_call_output","call_id":"c1","output":"noon"},
              {"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"today"}]}]}
            """;
        Assert.Contains("\"status\":", await conductor.PostTextAsync("/v1/responses", body), StringComparison.Ordinal);
        var asked = sim.Requests.Generations[0];
        Assert.Equal(["system", "system", "user", "assistant", "tool", "tool"], asked.Messages.Select(message => message.Role));
        var messages = asked.Field("messages")!.Value;
        Assert.Equal("AAAA", messages[2].GetProperty("images")[0].GetString());
        Assert.Equal("A clock.", messages[3].GetProperty("thinking").GetString());
        Assert.Equal("UTC", messages[3].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetProperty("zone").GetString());
        Assert.Equal("date", messages[5].GetProperty("tool_name").GetString());
        Assert.Equal("today", messages[5].GetProperty("content").GetString());
        Assert.Equal(9, asked.Option("num_predict")!.Value.GetInt32());
    }

    private static Task<ServedConductor> ServeAsync(params ModelOutput[] script) =>
        ServedConductor.StartAsync(new ServedSettings(), ServedConductor.Host("scripted", new ScriptedHost(script), new ServedSettings()));

    private static async Task<string> TextOfBrokenAsync(ServedConductor conductor, string body)
    {
        using var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.PostAsync("/v1/responses", body);
        return await connection.ReadToEndAsync();
    }

    private static List<JsonElement> Events(string text) =>
        [.. text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line["data: ".Length..]))];

    private static string? TypeOf(JsonElement one) => one.GetProperty("type").GetString();

    private static string[] Described(JsonElement response) => [.. response.GetProperty("output").EnumerateArray().Select(Describe)];

    private static string Describe(JsonElement item) => item.GetProperty("type").GetString() switch
    {
        "function_call" => $"function_call {item.GetProperty("name").GetString()} {item.GetProperty("arguments").GetString()}",
        "reasoning" => $"reasoning {item.GetProperty("summary")[0].GetProperty("text").GetString()}",
        _ => $"message {item.GetProperty("content")[0].GetProperty("text").GetString()}",
    };
}
