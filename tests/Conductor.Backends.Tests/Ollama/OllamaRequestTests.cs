using System.Text;
using System.Text.Json;
using Conductor.Backends.Ollama;
using Conductor.Core.Models;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Backends.Tests.Ollama;

public sealed class OllamaRequestTests
{
    [Fact]
    public async Task A_chat_is_written_as_the_caller_wrote_it()
    {
        var request = new ModelRequest
        {
            Model = "llama3.2",
            Messages =
            [
                new ChatMessage("system", "Sei kurz. <b>"),
                new ChatMessage("user", "") { Fields = [new("images", Json("""["aGk="]"""))] },
            ],
            Parameters = [new("options", Json("""{"temperature":0.10, "num_ctx":1e3}""")), new("tools", Json("""[{"z":1,"a":"\u00e9\ud800"}]""")), new("keep_alive", Json("-1"))],
        };
        Assert.Equal("api/chat", OllamaRequest.Path(request));
        Assert.Equal(
            """{"model":"llama3.2","messages":[{"role":"system","content":"Sei kurz. <b>"},{"role":"user","content":"","images":["aGk="]}],"stream":true,"options":{"temperature":0.10, "num_ctx":1e3},"tools":[{"z":1,"a":"\u00e9\ud800"}],"keep_alive":-1}""",
            await WrittenAsync(request));
    }

    [Fact]
    public async Task A_completion_has_its_prompt()
    {
        var request = new ModelRequest { Model = "m", Shape = RequestShape.Generate, Prompt = "Käse", Parameters = [new("raw", Json("true"))] };
        Assert.Equal("api/generate", OllamaRequest.Path(request));
        Assert.Equal("""{"model":"m","prompt":"Käse","stream":true,"raw":true}""", await WrittenAsync(request));
    }

    [Fact]
    public async Task An_empty_conversation_keeps_its_empty_list_which_means_load() =>
        Assert.Equal("""{"model":"m","messages":[],"stream":true}""", await WrittenAsync(new ModelRequest { Model = "m" }));

    [Fact]
    public void Any_text_reaches_the_host_as_it_is() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), async Task<bool> (text) =>
        {
            var written = await WrittenAsync(new ModelRequest { Model = "m", Messages = [new ChatMessage("user", text.Get)] });
            using var document = JsonDocument.Parse(written);
            var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
            return document.RootElement.GetProperty("messages")[0].GetProperty("content").GetString() == expected;
        }));

    private static async Task<string> WrittenAsync(ModelRequest request)
    {
        using var body = await OllamaRequest.BodyAsync(request);
        return await body.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
