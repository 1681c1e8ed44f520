using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Tests.Typing;

public sealed class ReaderTests
{
    private const string Text =
        """
        timeouts { conect = 2s, idle = soon, total = off }
        hosts {
          gpu-1 { url = "http://a", parallel = many }
          lab { parallel = 8, Url = x }
          odd = 5
        }
        tokens = [ { name = a }, { naem = b }, 3 ]
        nonsense = 1
        """;

    [Fact]
    public void All_mistakes_are_gathered_each_with_its_path_and_place()
    {
        var reader = new HoconReader(Golden.Parse(Text));
        var timeouts = reader.Section("timeouts");
        Assert.Equal(TimeSpan.FromSeconds(1), timeouts.Read("connect", HoconTypes.Duration, TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.FromSeconds(3), timeouts.Read("idle", HoconTypes.Duration, TimeSpan.FromSeconds(3)));
        Assert.True(timeouts.TryRead("total", HoconTypes.DurationOrOff, out var total) && total is null);
        foreach (var (_, host) in reader.Sections("hosts"))
        {
            host.Require("url", HoconTypes.Url);
            if (host.Read("parallel", HoconTypes.Int32, 1) > 4) host.Refuse("parallel", "is more than this host can do");
        }
        foreach (var token in reader.Elements("tokens")) token.Require("name", HoconTypes.Text);
        reader.RefuseUnknown();

        var mistakes = Assert.Throws<HoconException>(reader.ThrowIfAny);
        Assert.Equal(
            [
                "1:12: 'timeouts.conect' is not known; did you mean 'connect'?",
                "1:32: 'timeouts.idle' must be a duration such as 500ms, 30s or 5m, but is \"soon\"",
                "3:40: 'hosts.gpu-1.parallel' must be a whole number, but is \"many\"",
                "4:7: 'hosts.lab.url' is missing; it must be a URL such as \"http://host:11434\"",
                "4:20: 'hosts.lab.parallel' is more than this host can do",
                "4:23: 'hosts.lab.Url' is not known; did you mean 'url'?",
                "5:9: 'hosts.odd' must be an object, but is 5",
                "7:26: 'tokens.1.name' is missing; it must be a text",
                "7:28: 'tokens.1.naem' is not known; did you mean 'name'?",
                "7:40: 'tokens.2' must be an object, but is 3",
                "8:1: 'nonsense' is not known; known are hosts, timeouts, tokens",
            ],
            mistakes.Errors.Select(error => error.ToString()["test.conf:".Length..]));
    }

    [Fact]
    public void A_name_that_is_set_to_null_is_removed()
    {
        var reader = new HoconReader(Golden.Parse("hosts { b = null, c {} }, n { x = null, y = 1 }").WithFallback(Golden.Parse("hosts { a {}, b {} }")));
        Assert.Equal(["a", "c"], reader.Sections("hosts").Select(host => host.Key));
        Assert.Equal(["y"], reader.Entries("n", HoconTypes.Int32).Select(entry => entry.Key));
        reader.RefuseUnknown();
        Assert.Empty(reader.Errors);
    }

    [Fact]
    public void Paths_in_mistakes_can_be_pasted_into_a_file()
    {
        var reader = new HoconReader(Golden.Parse("models { \"qwen3:8b\" { x = 1 } }").GetObject("models"), HoconPath.Parse("conductor.models"));
        reader.Section("qwen3:8b");
        reader.RefuseUnknown();
        Assert.Equal("'conductor.models.\"qwen3:8b\".x' is not known; nothing is known here", Assert.Single(reader.Errors).Message);
    }

    [Fact]
    public void A_reader_without_mistakes_throws_nothing()
    {
        var reader = new HoconReader(Golden.Parse("a = 1"));
        Assert.Equal(1, reader.Require("a", HoconTypes.Int32));
        reader.RefuseUnknown();
        reader.ThrowIfAny();
        Assert.Empty(reader.Errors);
    }
}
