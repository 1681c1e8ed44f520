using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Server.Http.OpenAi;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Tests.Http.OpenAi;

/// <summary>What a request of the OpenAI API is in Ollama's terms.</summary>
public sealed class ChatRequestTests
{
    [Fact]
    public void Sampling_becomes_options_and_nothing_is_invented()
    {
        var request = Read("""
            {"model":"m","messages":[{"role":"user","content":"hi"}],"temperature":0.5,"top_p":1,"seed":7,"frequency_penalty":0.1,"presence_penalty":0.2,
             "max_completion_tokens":9,"stop":"end","options":{"num_ctx":8192},"keep_alive":"1h","user":"me","temperature":null}
            """);
        Assert.Equal(
            """{"temperature":0.5,"top_p":1,"seed":7,"frequency_penalty":0.1,"presence_penalty":0.2,"num_predict":9,"stop":["end"],"num_ctx":8192}""",
            request.Parameter("options")?.GetRawText());
        Assert.Equal(["keep_alive", "user", "options"], request.Parameters.Select(one => one.Key));
        Assert.Empty(Read("""{"model":"m","messages":[{"role":"user","content":"hi"}]}""").Parameters);
    }

    [Theory]
    [InlineData("""{"type":"json_object"}""", "\"json\"")]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"z":1,"a":2}}}""", """{"z":1,"a":2}""")]
    [InlineData("""{"type":"text"}""", null)]
    public void A_response_format_becomes_a_format_and_stays(string given, string? format)
    {
        var request = Read($$"""{"model":"m","messages":[{"role":"user","content":"hi"}],"response_format":{{given}}}""");
        Assert.Equal(format, request.Parameter("format")?.GetRawText());
        Assert.Equal(given, request.Parameter("response_format")?.GetRawText());
    }

    [Theory]
    [InlineData("\"reasoning_effort\":\"none\"", "false")]
    [InlineData("\"reasoning_effort\":\"low\"", "\"low\"")]
    [InlineData("\"reasoning\":{\"effort\":\"high\"}", "\"high\"")]
    [InlineData("\"reasoning_effort\":\"xhigh\"", "\"max\"")]
    [InlineData("\"reasoning\":{}", null)]
    public void An_effort_becomes_think(string given, string? think) =>
        Assert.Equal(think, Read($$"""{"model":"m","messages":[{"role":"user","content":"hi"}],{{given}}}""").Parameter("think")?.GetRawText());

    [Fact]
    public void Tools_pass_unless_none_are_wanted()
    {
        const string tools = """[{"type":"function","function":{"name":"f","parameters":{"z":1,"a":2}}}]""";
        Assert.Equal(tools, Read($$"""{"model":"m","messages":[{"role":"user","content":"hi"}],"tools":{{tools}},"tool_choice":"auto"}""").Parameter("tools")?.GetRawText());
        Assert.Null(Read($$"""{"model":"m","messages":[{"role":"user","content":"hi"}],"tools":{{tools}},"tool_choice":"none"}""").Parameter("tools"));
    }

    [Fact]
    public void A_conversation_with_tools_is_put_into_Ollamas_terms()
    {
        var messages = Read("""
            {"model":"m","messages":[
              {"role":"developer","content":"be brief"},
              {"role":"assistant","content":null,"reasoning":"hm","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"z\": 1, \"a\": 2}"}}]},
              {"role":"tool","tool_call_id":"c1","content":"42"}]}
            """).Messages;
        Assert.Equal(["system", "assistant", "tool"], messages.Select(message => message.Role));
        Assert.Equal("""[{"id":"c1","function":{"name":"f","arguments":{"z": 1, "a": 2}}}]""", Field(messages[1], "tool_calls"));
        Assert.Equal("\"hm\"", Field(messages[1], "thinking"));
        Assert.Equal("\"f\"", Field(messages[2], "tool_name"));
        Assert.Equal("\"c1\"", Field(messages[2], "tool_call_id"));
    }

    [Fact]
    public void Parts_become_one_text_and_a_list_of_images()
    {
        var message = Read("""
            {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"what"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk\/"}},
             {"type":"image_url","image_url":"data:;base64,eA=="},{"type":"text","text":"is this"}]}]}
            """).Messages[0];
        Assert.Equal("what\nis this", message.Content);
        Assert.Equal(["aGk/", "eA=="], JsonElement.Parse(Field(message, "images")!).EnumerateArray().Select(image => image.GetString()!));
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}]}""", "model is required")]
    [InlineData("""{"model":"m"}""", "[] is too short - 'messages'")]
    [InlineData("""{"model":"m","messages":[]}""", "[] is too short - 'messages'")]
    [InlineData("""{"model":"m","messages":{}}""", "json: cannot unmarshal object into Go struct field ChatCompletionRequest.messages of type []openai.Message")]
    [InlineData("""{"model":"m","messages":[{"role":"user"}]}""", "invalid message content type: <nil>")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"video"}]}]}""", "invalid message format")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":"https://a/b.png"}]}]}""", "image URLs are not currently supported, please use base64 encoded data instead")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"[1"}}]}]}""", "invalid tool call arguments")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"n":2}""", "n must be 1: one answer is given to one request")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":"yes"}""", "json: cannot unmarshal string into Go struct field ChatCompletionRequest.stream of type bool")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"reasoning_effort":"hard"}""", "invalid reasoning value: 'hard' (must be \"high\", \"medium\", \"low\", \"max\", or \"none\")")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"temperature":"hot"}""", "json: cannot unmarshal string into Go struct field ChatCompletionRequest.temperature of type float64")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"max_completion_tokens":true}""", "json: cannot unmarshal bool into Go struct field ChatCompletionRequest.max_completion_tokens of type int")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"stop":[1]}""", "invalid type for 'stop' field")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"options":{"num_ctx":"big"}}""", "option \"num_ctx\" must be of type integer")]
    public void What_cannot_be_done_is_refused(string body, string words)
    {
        Assert.False(new ChatCalls(TimeProvider.System).TryRead(new DefaultHttpContext(), JsonElement.Parse(body), out _, out var refusal));
        Assert.Equal(words, refusal.Message);
        Assert.Equal(400, refusal.Status);
    }

    private static ModelRequest Read(string body)
    {
        Assert.True(new ChatCalls(TimeProvider.System).TryRead(new DefaultHttpContext(), JsonElement.Parse(body), out var call, out var refusal), refusal?.Message);
        return call.Request;
    }

    private static string? Field(ChatMessage message, string name) => message.Fields.FirstOrDefault(field => field.Key == name) is { Key: not null } found ? found.Value.GetRawText() : null;
}
