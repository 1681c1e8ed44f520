using System.Text.Json;
using Conductor.Backends.OpenAi;
using Conductor.Core.Models;

namespace Conductor.Backends.Tests.OpenAi;

public sealed class OpenAiRequestTests
{
    private static readonly OpenAiOptions Local = new() { Url = new Uri("http://127.0.0.1:8080/v1") };

    private static readonly OpenAiOptions Itself = new() { Url = new Uri("https://api.openai.com/v1") };

    [Fact]
    public async Task A_chat_is_put_into_the_terms_of_the_API()
    {
        var request = new ModelRequest
        {
            Model = "m",
            Messages =
            [
                new ChatMessage("system", "Be brief."),
                new ChatMessage("user", "Käse?") { Fields = [new("images", Json("""["/9j/4AAQ","data:image/gif;base64,R0lGODlh"]"""))] },
                new ChatMessage("assistant", "") { Fields = [new("tool_calls", Json("""[{"function":{"name":"look","arguments":{"z":1, "a":"\u00e9"}}}]"""))] },
                new ChatMessage("tool", "cheese") { Fields = [new("tool_name", Json("\"look\""))] },
            ],
            Parameters =
            [
                new("options", Json("""{"num_ctx":9,"temperature":0.1,"top_p":1,"top_k":40,"min_p":0.05,"num_predict":10,"stop":"END","seed":7,"mirostat":1}""")),
                new("keep_alive", Json("\"5m\"")),
                new("format", Json("""{"type":"object"}""")),
                new("think", Json("\"max\"")),
                new("tools", Json("""[{"type":"function","function":{"name":"look"}}]""")),
                new("logprobs", Json("true")),
                new("top_logprobs", Json("2")),
            ],
        };
        Assert.Equal(
            """{"model":"m","messages":[{"role":"system","content":"Be brief."},"""
            + """{"role":"user","content":[{"type":"text","text":"Käse?"},{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,/9j/4AAQ"}},{"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lGODlh"}}]},"""
            + """{"role":"assistant","content":"","tool_calls":[{"id":"call_0","type":"function","function":{"name":"look","arguments":"{\"z\":1, \"a\":\"\\u00e9\"}"}}]},"""
            + """{"role":"tool","content":"cheese","tool_call_id":"call_0"}],"stream":true,"stream_options":{"include_usage":true}"""
            + ""","temperature":0.1,"top_p":1,"seed":7,"max_tokens":10,"stop":["END"],"top_k":40,"min_p":0.05"""
            + ""","response_format":{"type":"json_schema","json_schema":{"name":"answer","schema":{"type":"object"}}},"tools":[{"type":"function","function":{"name":"look"}}]"""
            + ""","reasoning_effort":"high","logprobs":true,"top_logprobs":2}""",
            await WrittenAsync(request, Local));
        Assert.Equal("chat/completions", new OpenAiRequest(request, Local).Path);
    }

    [Fact]
    public async Task Nothing_is_sent_that_the_caller_did_not_give() =>
        Assert.Equal(
            """{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}}""",
            await WrittenAsync(new ModelRequest { Model = "m", Messages = [new ChatMessage("user", "Hi")], Parameters = [new("think", Json("false")), new("options", Json("""{"num_predict":-1,"stop":[]}"""))] }, Local));

    [Fact]
    public async Task OpenAI_itself_is_spared_what_it_refuses() =>
        Assert.EndsWith(
            ""","max_completion_tokens":10,"response_format":{"type":"json_object"}}""",
            await WrittenAsync(new ModelRequest { Model = "m", Messages = [new ChatMessage("user", "Hi")], Parameters = [new("options", Json("""{"top_k":1,"num_predict":10}""")), new("format", Json("\"json\""))] }, Itself),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("raw", "true")]
    [InlineData("suffix", "\"}\"")]
    public async Task A_raw_prompt_or_one_with_a_suffix_is_a_completion(string name, string value)
    {
        var request = new ModelRequest { Model = "m", Shape = RequestShape.Generate, Prompt = "{", Parameters = [new(name, Json(value)), new("think", Json("true"))] };
        Assert.Equal("completions", new OpenAiRequest(request, Local).Path);
        Assert.Equal(
            """{"model":"m","prompt":"{",""" + (name == "suffix" ? "\"suffix\":\"}\"," : "") + "\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
            await WrittenAsync(request, Local));
    }

    [Fact]
    public async Task Any_other_prompt_is_a_chat_of_one_message() =>
        Assert.Equal(
            """{"model":"m","messages":[{"role":"system","content":"Short."},{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true},"reasoning_effort":"medium"}""",
            await WrittenAsync(new ModelRequest { Model = "m", Shape = RequestShape.Generate, Prompt = "Hi", Parameters = [new("system", Json("\"Short.\"")), new("think", Json("true"))] }, Local));

    private static async Task<string> WrittenAsync(ModelRequest request, OpenAiOptions options)
    {
        using var body = await new OpenAiRequest(request, options).BodyAsync();
        return await body.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
