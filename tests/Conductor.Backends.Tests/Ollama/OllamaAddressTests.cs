using Conductor.Backends.Ollama;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Backends.Tests.Ollama;

public sealed class OllamaAddressTests
{
    [Theory]
    [InlineData(null, "http://127.0.0.1:11434/")]
    [InlineData("", "http://127.0.0.1:11434/")]
    [InlineData("1.2.3.4", "http://1.2.3.4:11434/")]
    [InlineData(":1234", "http://127.0.0.1:1234/")]
    [InlineData("1.2.3.4:1234", "http://1.2.3.4:1234/")]
    [InlineData("example.com", "http://example.com:11434/")]
    [InlineData("example.com:1234", "http://example.com:1234/")]
    [InlineData("example.com:1234/", "http://example.com:1234/")]
    [InlineData("example.com/behind/it", "http://example.com:11434/behind/it")]
    [InlineData("[::1]", "http://[::1]:11434/")]
    [InlineData("::1", "http://[::1]:11434/")]
    [InlineData("fe80::1", "http://[fe80::1]:11434/")]
    [InlineData("[::1]:1337", "http://[::1]:1337/")]
    [InlineData("[::]", "http://[::1]:11434/")]
    [InlineData("::", "http://[::1]:11434/")]
    [InlineData("0.0.0.0", "http://127.0.0.1:11434/")]
    [InlineData("0.0.0.0:8080", "http://127.0.0.1:8080/")]
    [InlineData("http://0.0.0.0:8080", "http://127.0.0.1:8080/")]
    [InlineData(" 1.2.3.4 ", "http://1.2.3.4:11434/")]
    [InlineData("\"1.2.3.4\"", "http://1.2.3.4:11434/")]
    [InlineData(" \" 1.2.3.4 \" ", "http://1.2.3.4:11434/")]
    [InlineData("'1.2.3.4'", "http://1.2.3.4:11434/")]
    [InlineData("http://1.2.3.4", "http://1.2.3.4/")]
    [InlineData("http://1.2.3.4:4321", "http://1.2.3.4:4321/")]
    [InlineData("https://1.2.3.4", "https://1.2.3.4/")]
    [InlineData("HTTPS://1.2.3.4:4321", "https://1.2.3.4:4321/")]
    [InlineData("https://example.com/ollama", "https://example.com/ollama")]
    [InlineData("https://example.com/ollama/", "https://example.com/ollama")]
    [InlineData("ollama.com", "https://ollama.com/")]
    public void Every_form_that_Ollama_takes_is_an_address(string? value, string url)
    {
        var address = OllamaAddress.Parse(value);
        Assert.Equal(url, address.Url.AbsoluteUri);
        Assert.Null(address.Warning);
    }

    [Theory]
    [InlineData(":66000", "http://127.0.0.1:11434/", ":66000")]
    [InlineData(":-1", "http://127.0.0.1:11434/", ":-1")]
    [InlineData(":0", "http://127.0.0.1:11434/", ":0")]
    [InlineData("gpu-1:http", "http://gpu-1:11434/", "gpu-1:http")]
    [InlineData("https://gpu-1:99999", "https://gpu-1/", "443")]
    [InlineData("ftp://gpu-1", "http://gpu-1:11434/", "http")]
    [InlineData("not a host", "http://127.0.0.1:11434/", "not a host")]
    [InlineData("http://", "http://127.0.0.1/", null)]
    public void A_value_that_cannot_be_meant_falls_back_and_says_so(string value, string url, string? named)
    {
        var address = OllamaAddress.Parse(value);
        Assert.Equal(url, address.Url.AbsoluteUri);
        if (named is null)
            Assert.Null(address.Warning);
        else
            Assert.Contains(named, address.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_at_all_gives_an_address_that_a_client_can_use() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<string>(), value =>
        {
            var url = OllamaAddress.Parse(value).Url;
            return url.Scheme is "http" or "https" && url.Port > 0 && url.Host.Length > 0;
        }));
}
