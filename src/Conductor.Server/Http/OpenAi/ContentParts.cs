using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Conductor.Server.Http.Json;

namespace Conductor.Server.Http.OpenAi;

/// <summary>The content of a message that comes in parts: texts become one text, images a list of base64 beside it.</summary>
internal sealed class ContentParts
{
    private readonly StringBuilder _text = new();
    private readonly List<ReadOnlyMemory<byte>> _images = [];

    /// <summary>What is wrong with the parts; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>The texts, one a line.</summary>
    public string Text => _text.ToString();

    /// <summary>The images as Ollama has them; null when there are none.</summary>
    public JsonElement? Images
    {
        get
        {
            if (_images.Count == 0)
                return null;
            using var list = new OutputBuffer();
            foreach (var image in _images)
            {
                list.Raw(list.Length == 0 ? "[\""u8 : ",\""u8);
                list.Raw(image.Span);
                list.Raw("\""u8);
            }
            list.Raw("]"u8);
            return JsonElement.Parse(list.Written.Span);
        }
    }

    /// <summary>Reads the next part.</summary>
    public void Read(JsonElement part)
    {
        var type = part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var given) && given.ValueKind == JsonValueKind.String ? given : default;
        if (type.ValueKind != JsonValueKind.String)
            Problem ??= "invalid message format";
        else if (type.ValueEquals("text") || type.ValueEquals("input_text") || type.ValueEquals("output_text"))
            ReadText(part);
        else if (type.ValueEquals("image_url") || type.ValueEquals("input_image"))
            ReadImage(part);
        else
            Problem ??= "invalid message format";
    }

    private void ReadText(JsonElement part)
    {
        if (!part.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.String)
        {
            Problem ??= "invalid message format";
            return;
        }
        if (_text.Length > 0)
            _text.Append('\n');
        _text.Append(JsonPieces.Text(text));
    }

    private void ReadImage(JsonElement part)
    {
        var url = part.TryGetProperty("image_url", out var given) ? given : default;
        if (url.ValueKind == JsonValueKind.Object)
            url = url.TryGetProperty("url", out var inner) ? inner : default;
        if (url.ValueKind != JsonValueKind.String)
        {
            Problem ??= "invalid message format";
            return;
        }
        // As it stands in the request: what is an image is large, and never needs to be a string of ours.
        var text = JsonMarshal.GetRawUtf8Value(url)[1..^1];
        var comma = text.IndexOf((byte)',');
        if (text.StartsWith("http"u8))
            Problem ??= "image URLs are not currently supported, please use base64 encoded data instead";
        else if (!text.StartsWith("data:"u8) || comma < 0 || !text[..comma].EndsWith(";base64"u8))
            Problem ??= "invalid image input";
        else
            _images.Add(text[(comma + 1)..].ToArray());
    }
}
