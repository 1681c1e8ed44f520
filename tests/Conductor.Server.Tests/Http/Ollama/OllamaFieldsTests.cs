using System.Text;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Server.Http;
using Conductor.Server.Http.Ollama;

namespace Conductor.Server.Tests.Http.Ollama;

public sealed class OllamaFieldsTests
{
    [Fact]
    public void A_chat_keeps_every_field_that_it_does_not_know_in_order()
    {
        var call = Read(RequestShape.Chat, """
            {"zebra":1,"model":"m","options":{"b":1,"a":2.50},"messages":[
              {"role":"system","content":"s"},
              {"tool_calls":[{"function":{"name":"f","arguments":{"z":1,"a":2}}}],"role":"assistant","thinking":"t"},
              {"role":"tool","content":"r","tool_name":"f"},
              {"role":"User","content":"q","images":["aGk="]}],
             "tools":[{"type":"function"}],"keep_alive":"10m","think":"high","stream":true,"future":{"x":[]}}
            """);
        Assert.True(call.Stream);
        Assert.Equal("m", call.Request.Model);
        Assert.Equal(["zebra", "options", "tools", "keep_alive", "think", "future"], call.Request.Parameters.Select(one => one.Key));
        Assert.Equal("""{"b":1,"a":2.50}""", call.Request.Parameter("options")?.GetRawText());
        Assert.Equal(["system", "assistant", "tool", "user"], call.Request.Messages.Select(message => message.Role));
        Assert.Equal(["s", "", "r", "q"], call.Request.Messages.Select(message => message.Content));
        Assert.Equal(["tool_calls", "thinking"], call.Request.Messages[1].Fields.Select(one => one.Key));
        Assert.Equal("""[{"function":{"name":"f","arguments":{"z":1,"a":2}}}]""", call.Request.Messages[1].Fields[0].Value.GetRawText());
        Assert.Equal(["images"], call.Request.Messages[3].Fields.Select(one => one.Key));
    }

    [Fact]
    public void A_completion_has_its_prompt_and_no_messages()
    {
        var call = Read(RequestShape.Generate, """{"model":"m","prompt":"p","stream":false,"messages":[1],"raw":true,"context":[1,2]}""");
        Assert.False(call.Stream);
        Assert.Equal("p", call.Request.Prompt);
        Assert.Empty(call.Request.Messages);
        Assert.Equal(["raw", "context"], call.Request.Parameters.Select(one => one.Key));
    }

    [Fact]
    public void Null_is_the_same_as_absent_and_the_case_of_a_name_does_not_count()
    {
        var call = Read(RequestShape.Chat, """{"Model":"m","STREAM":null,"messages":null}""");
        Assert.True(call.Stream);
        Assert.Equal("m", call.Request.Model);
        Assert.Empty(call.Request.Messages);
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_a_replacement_character()
    {
        var call = Read(RequestShape.Chat, """{"model":"m","messages":[{"role":"user","content":"a\ud83dz\n"}],"\udc00":1}""");
        Assert.Equal("a\uFFFDz\n", call.Request.Messages[0].Content);
        Assert.Equal("\uFFFD", call.Request.Parameters[0].Key);
    }

    [Theory]
    [InlineData("""{"model":1}""", "json: cannot unmarshal number into Go struct field ChatRequest.model of type string")]
    [InlineData("""{"stream":"yes"}""", "json: cannot unmarshal string into Go struct field ChatRequest.stream of type bool")]
    [InlineData("""{"messages":{}}""", "json: cannot unmarshal object into Go struct field ChatRequest.messages of type []api.Message")]
    [InlineData("""{"messages":["hi"]}""", "json: cannot unmarshal string into Go struct field ChatRequest.messages of type api.Message")]
    [InlineData("""{"messages":[{"content":[]}]}""", "json: cannot unmarshal array into Go struct field ChatRequest.messages.content of type string")]
    [InlineData("""{"messages":[{"role":true}]}""", "json: cannot unmarshal bool into Go struct field ChatRequest.messages.role of type string")]
    public void A_wrong_type_is_refused_in_Gos_words(string body, string words)
    {
        Assert.Equal(words, OllamaFields.Of(RequestShape.Chat, JsonElement.Parse(body)).Problem?.Message);
    }

    [Theory]
    [InlineData("""{"tools":{}}""", 400, "json: cannot unmarshal object into Go struct field ChatRequest.tools of type api.Tools")]
    [InlineData("""{"logprobs":"yes"}""", 400, "json: cannot unmarshal string into Go struct field ChatRequest.logprobs of type bool")]
    [InlineData("""{"keep_alive":{}}""", 400, "Unsupported type: 'map[string]interface {}'")]
    [InlineData("""{"options":{"use_mmap":1}}""", 500, "option \"use_mmap\" must be of type boolean")]
    [InlineData("""{"options":{"stop":["a",1]}}""", 500, "option \"stop\" must be of an array of strings")]
    [InlineData("""{"OPTIONS":{"top_p":"x"}}""", 500, "option \"top_p\" must be of type float32")]
    public void A_value_that_a_host_would_stumble_over_is_refused_as_it_would_before_any_is_asked(string body, int status, string words)
    {
        var problem = OllamaFields.Of(RequestShape.Chat, JsonElement.Parse(body)).Problem;
        Assert.Equal((status, words), (problem?.Status, problem?.Message));
    }

    [Theory]
    [InlineData("""{"options":{"temperature":null,"num_ctx":4096.0,"use_mmap":false,"stop":[],"anything":"goes"}}""")]
    [InlineData("""{"tools":null,"options":null,"keep_alive":null,"format":null,"logprobs":null}""")]
    [InlineData("""{"keep_alive":-1,"format":{"type":"object"},"think":"extreme","system":1,"raw":1}""")]
    [InlineData("""{"keep_alive":"-1m","format":"json"}""")]
    [InlineData("""{"keep_alive":"1.5h10ms"}""")]
    [InlineData("""{"keep_alive":"0"}""")]
    public void What_a_host_takes_or_refuses_by_itself_passes(string body) => Assert.Null(OllamaFields.Of(RequestShape.Chat, JsonElement.Parse(body)).Problem);

    private static OllamaFields Read(RequestShape shape, string body)
    {
        Assert.True(RequestBody.TryParse(Encoding.UTF8.GetBytes(body), out var document, out _));
        var fields = OllamaFields.Of(shape, document.RootElement);
        Assert.Null(fields.Problem);
        return fields;
    }
}
