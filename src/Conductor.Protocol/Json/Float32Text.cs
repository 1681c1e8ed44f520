using System.Buffers.Text;
using System.Globalization;

namespace Conductor.Protocol.Json;

/// <summary>
/// Writes a 32-bit float as version 1 does: the shortest digits that give the same float, always with a fraction or an exponent
/// (171.79488, 12.0, 1e13, 1.5e-7), plain from 1e-6 to below 1e13; what is not finite is null.
/// </summary>
internal static class Float32Text
{
    /// <summary>Room that the longest float takes.</summary>
    public const int MaxLength = 32;

    public static int Write(float value, Span<byte> output)
    {
        if (!float.IsFinite(value)) return Append(output, 0, "null"u8);
        Span<byte> shortest = stackalloc byte[MaxLength];
        value.TryFormat(shortest, out var length, default, CultureInfo.InvariantCulture);

        Span<byte> digits = stackalloc byte[MaxLength];
        var (count, point) = Dissect(shortest[..length], digits);
        var at = shortest[0] == (byte)'-' ? Append(output, 0, "-"u8) : 0;
        return Place(output, at, digits[..count], point);
    }

    // The digits without point, exponent or zeros at either end; the value is 0.DIGITS times ten to the power of point.
    private static (int Count, int Point) Dissect(ReadOnlySpan<byte> text, Span<byte> digits)
    {
        var (count, point, pointSeen) = (0, 0, false);
        var exponentAt = text.IndexOf((byte)'E');
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        foreach (var character in mantissa)
        {
            if (character == (byte)'.') pointSeen = true;
            if (!char.IsAsciiDigit((char)character)) continue;
            if (count == 0 && character == (byte)'0')
            {
                if (pointSeen) point--;
                continue;
            }
            digits[count++] = character;
            if (!pointSeen) point++;
        }
        if (exponentAt >= 0)
        {
            var exponent = text[(exponentAt + 1)..];
            if (exponent[0] == (byte)'+') exponent = exponent[1..];
            point += int.Parse(exponent, CultureInfo.InvariantCulture);
        }
        while (count > 0 && digits[count - 1] == (byte)'0') count--;
        if (count > 0) return (count, point);
        digits[0] = (byte)'0';
        return (1, 1);
    }

    private static int Place(Span<byte> output, int at, ReadOnlySpan<byte> digits, int point)
    {
        if (point is > 0 and <= 13)
        {
            var whole = Math.Min(point, digits.Length);
            at = Append(output, at, digits[..whole]);
            for (var zeros = point - whole; zeros > 0; zeros--) at = Append(output, at, "0"u8);
            at = Append(output, at, "."u8);
            return Append(output, at, whole < digits.Length ? digits[whole..] : "0"u8);
        }
        if (point is > -6 and <= 0)
        {
            at = Append(output, at, "0."u8);
            for (var zeros = -point; zeros > 0; zeros--) at = Append(output, at, "0"u8);
            return Append(output, at, digits);
        }
        at = Append(output, at, digits[..1]);
        if (digits.Length > 1) at = Append(output, Append(output, at, "."u8), digits[1..]);
        at = Append(output, at, "e"u8);
        Utf8Formatter.TryFormat(point - 1, output[at..], out var exponentLength);
        return at + exponentLength;
    }

    private static int Append(Span<byte> output, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(output[at..]);
        return at + text.Length;
    }
}
