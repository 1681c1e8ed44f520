using Conductor.Hocon.Rendering;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Tests.Rendering;

public sealed class RendererTests
{
    private const string Text =
        """
        conductor {
          http.listen = "127.0.0.1:11435"
          hosts { gpu-1 { kind = ollama, api-key = "s3cret", models = ["qwen3:8b", llama3.2], tags = [] } }
          models."qwen3:8b" { keep-alive = 30m, temperature = 0.70, "8" = "8", note = "two\nlines" }
          extra = [ { a = 1 }, [ 2, null ] ]
          none {}
        }
        """;

    [Fact]
    public void A_value_is_printed_for_people() =>
        AssertText(
            """
            conductor {
              http {
                listen = "127.0.0.1:11435"
              }
              hosts {
                gpu-1 {
                  kind = ollama
                  api-key = s3cret
                  models = ["qwen3:8b", llama3.2]
                  tags = []
                }
              }
              models {
                "qwen3:8b" {
                  keep-alive = 30m
                  temperature = 0.70
                  8 = "8"
                  note = "two\nlines"
                }
              }
              extra = [
                {
                  a = 1
                },
                [2, null]
              ]
              none {}
            }

            """,
            HoconRenderer.Render(Golden.Parse(Text)));

    [Fact]
    public void A_value_is_printed_as_json() =>
        AssertText(
            """
            {
              "a": {
                "b": "x",
                "c": [1, true, "y"]
              },
              "d": {}
            }

            """,
            HoconRenderer.Render(Golden.Parse("a { b = x, c = [1, true, y] }, d {}"), new HoconRenderOptions { AsJson = true }));

    [Fact]
    public void Secrets_are_hidden_and_origins_shown() =>
        AssertText(
            """
            host {
              url = x  # test.conf:2:7
              api-key = "<hidden>"  # environment variable KEY
              tokens = "<hidden>"  # test.conf:4:10
              list = [a, "<hidden>"]  # test.conf:5:8
            }

            """,
            HoconRenderer.Render(
                Golden.Parse("host {\nurl = x\napi-key = ${KEY}\ntokens = [a, b]\nlist = [a, b]\n}", Golden.WithEnvironment(("KEY", "s3cret"))),
                new HoconRenderOptions
                {
                    ShowOrigins = true,
                    Hide = path => path[^1] is "api-key" or "tokens" || path.Equals(HoconPath.Parse("host.list.1")),
                }));

    [Fact]
    public void A_root_that_is_empty_or_an_array_is_printed_too()
    {
        AssertText("\n", HoconRenderer.Render(Golden.Parse("")));
        AssertText("[1]\n", HoconRenderer.Render(HoconDocument.Parse("[1]").Root));
        AssertText("{}\n", HoconRenderer.Render(Golden.Parse(""), new HoconRenderOptions { AsJson = true }));
    }

    private static void AssertText(string expected, string actual) => Assert.Equal(expected.ReplaceLineEndings("\n"), actual);
}
