using System.Text;
using Conductor.Server.Http;

namespace Conductor.Server.Tests.Http.Json;

public sealed class JsonFaultTests
{
    [Theory]
    [InlineData("", "missing request body")]
    [InlineData(" \r\n ", "missing request body")]
    [InlineData("{", "unexpected EOF")]
    [InlineData("{\"model\":\"a", "unexpected EOF")]
    [InlineData("{\"model\":\n", "unexpected EOF")]
    [InlineData("hello", "invalid character 'h' looking for beginning of value")]
    [InlineData("{\n \"model\": oops}", "invalid character 'o' looking for beginning of value")]
    [InlineData("{model:1}", "invalid character 'm' looking for beginning of object key string")]
    [InlineData("{\"model\" 1}", "invalid character '1' after object key")]
    [InlineData("{\"model\":1 \"a\"}", "invalid character '\"' after object key:value pair")]
    [InlineData("{} x", "invalid character 'x' after top-level value")]
    [InlineData("{\"a\":\"b\nc\"}", "invalid character '\\x0a' in string literal")]
    [InlineData("{\"a\":\"\\q\"}", "invalid character 'q' in string escape code")]
    [InlineData("[1]", "json: cannot unmarshal array into Go value of type api.Request")]
    public void A_body_that_is_no_object_is_refused_in_Gos_words(string body, string words)
    {
        Assert.False(RequestBody.TryParse(Encoding.UTF8.GetBytes(body), out _, out var refusal));
        Assert.Equal(400, refusal.Status);
        Assert.Equal(words, refusal.Message);
    }

    [Fact]
    public void Bytes_that_are_no_text_become_replacement_characters()
    {
        Assert.True(RequestBody.TryParse((byte[])[.. "{\"a\":\""u8, 0xFF, .. "\"}"u8], out var document, out _));
        Assert.Equal("\uFFFD", document.RootElement.GetProperty("a").GetString());
    }
}
