using System.Globalization;
using System.Text;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Rendering;

/// <summary>Prints values as text that parses to the same values again.</summary>
public static class HoconRenderer
{
    /// <summary>The text of a value, with a line end at its end, indented by two spaces.</summary>
    /// <param name="value">The value.</param>
    /// <param name="options">How to print it; <see cref="HoconRenderOptions.Default"/> if null.</param>
    public static string Render(HoconValue value, HoconRenderOptions? options = null) => new Renderer(options ?? HoconRenderOptions.Default).Render(value);

    private sealed class Renderer(HoconRenderOptions options)
    {
        private const int LongestLine = 100;

        private readonly StringBuilder _text = new();
        private int _indent;

        public string Render(HoconValue value)
        {
            if (value is HoconObject root && !options.AsJson) WriteFields(root, HoconPath.Root);
            else WriteValue(value, HoconPath.Root);
            if (_text is not [.., '\n']) _text.Append('\n');
            return _text.ToString();
        }

        private void WriteValue(HoconValue value, HoconPath path)
        {
            if (path.Count > 0 && options.Hide(path)) _text.Append("\"<hidden>\"");
            else if (value is HoconScalar scalar) _text.Append(Write(scalar));
            else if (value is HoconArray array) WriteArray(array, path);
            else WriteObject((HoconObject)value, path);
        }

        private void WriteObject(HoconObject value, HoconPath path)
        {
            if (value.Count == 0)
            {
                _text.Append("{}");
                return;
            }
            _text.Append("{\n");
            _indent++;
            WriteFields(value, path);
            _indent--;
            Indent().Append('}');
        }

        private void WriteFields(HoconObject value, HoconPath path)
        {
            var left = value.Count;
            foreach (var field in value)
            {
                var child = path.Child(field.Key);
                var isObject = field.Value is HoconObject && !options.Hide(child);
                Indent().Append(options.AsJson ? KeyText.Quote(field.Key) : KeyText.Write(field.Key));
                _text.Append(options.AsJson ? ": " : isObject ? " " : " = ");
                WriteValue(field.Value, child);
                if (options.AsJson && --left > 0) _text.Append(',');
                if (options is { ShowOrigins: true, AsJson: false } && !isObject) _text.Append("  # ").Append(Printable(field.Value.Origin));
                _text.Append('\n');
            }
        }

        private void WriteArray(HoconArray array, HoconPath path)
        {
            var isShort = IsShort(array);
            _text.Append('[');
            _indent++;
            for (var i = 0; i < array.Count; i++)
            {
                if (i > 0) _text.Append(isShort ? ", " : ",");
                if (!isShort) NewLine();
                WriteValue(array[i], path.Child(i.ToString(CultureInfo.InvariantCulture)));
            }
            _indent--;
            if (!isShort) NewLine();
            _text.Append(']');
        }

        private static bool IsShort(HoconArray array) => array.Size <= LongestLine && array.All(element => element is HoconScalar);

        private string Write(HoconScalar scalar) =>
            scalar.Kind != HoconValueKind.String || (!options.AsJson && KeyText.IsPlainValue(scalar.Text)) ? scalar.Text : KeyText.Quote(scalar.Text);

        // The name of a file must not end the comment.
        private static string Printable(HoconOrigin origin) => string.Concat(origin.ToString().Select(c => char.IsControl(c) ? '?' : c));

        private void NewLine()
        {
            _text.Append('\n');
            Indent();
        }

        private StringBuilder Indent() => _text.Append(' ', _indent * 2);
    }
}
