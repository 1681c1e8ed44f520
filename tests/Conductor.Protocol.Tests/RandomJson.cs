using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Protocol.Tests;

/// <summary>JSON of any shape, made of given names.</summary>
internal static class RandomJson
{
    public static Gen<string> Of(IReadOnlyCollection<string> names, int depth)
    {
        var word = Gen.Elements<string>(names).Select(name => $"\"{name}\"");
        var leaf = Gen.OneOf(
            word,
            Gen.Elements("null", "true", "false", "0", "-0", "-1", "1.5", "1e5", "1e400", "256", "18446744073709551616", "\"\"", "\"\\ud800\"", "\"\\u0000\""));
        if (depth == 0) return leaf;
        var inner = Of(names, depth - 1);
        var list = inner.ListOf().Select(items => $"[{string.Join(',', items.Take(4))}]");
        var pair = word.SelectMany(name => inner.Select(value => $"{name}:{value}"));
        var fields = pair.ListOf().Select(pairs => $"{{{string.Join(',', pairs.Take(6))}}}");
        return Gen.Frequency((1, leaf), (1, list), (3, fields), (3, pair.Select(only => $"{{{only}}}")));
    }

    public static bool IsJson(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
