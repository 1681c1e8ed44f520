using System.Globalization;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Units;

/// <summary>Sizes in bytes as the language writes them: "512K" and "512KiB" are powers of two, "512kB" is one of ten; a number without unit is bytes.</summary>
public static class SizeText
{
    private const string Default = "B";

    private static readonly string[] Decimal = ["kilo", "mega", "giga", "tera", "peta", "exa", "zetta", "yotta"];
    private static readonly string[] Binary = ["kibi", "mebi", "gibi", "tebi", "pebi", "exbi", "zebi", "yobi"];
    private static readonly Dictionary<string, decimal> BytesByUnit = Table();
    private static readonly (long Bytes, string Unit)[] Written = [(1L << 60, "EiB"), (1L << 50, "PiB"), (1L << 40, "TiB"), (1L << 30, "GiB"), (1L << 20, "MiB"), (1L << 10, "KiB")];

    /// <summary>A size in the largest power of two that holds it whole, such as "4MiB"; else in bytes.</summary>
    public static string Write(long bytes)
    {
        foreach (var (factor, unit) in Written)
        {
            if (bytes != 0 && bytes % factor == 0) return string.Create(CultureInfo.InvariantCulture, $"{bytes / factor}{unit}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{bytes}B");
    }

    /// <summary>Reads a size, cut to whole bytes. False if it is none, negative, or more than 63 bits hold.</summary>
    internal static bool TryRead(HoconValue value, out long bytes)
    {
        bytes = 0;
        if (!Quantity.TryRead(value, out var quantity) || !quantity.TryScale(BytesByUnit, Default, long.MaxValue, out var scaled) || scaled < 0) return false;
        bytes = (long)scaled;
        return true;
    }

    private static Dictionary<string, decimal> Table()
    {
        var table = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["B"] = 1, ["b"] = 1, ["byte"] = 1, ["bytes"] = 1 };
        var (ten, two) = (1m, 1m);
        for (var i = 0; i < Decimal.Length; i++)
        {
            (ten, two) = (ten * 1000, two * 1024);
            var letter = char.ToUpperInvariant(Decimal[i][0]).ToString();
            foreach (var unit in new[] { (i == 0 ? "k" : letter) + "B", Decimal[i] + "byte", Decimal[i] + "bytes" }) table[unit] = ten;
            foreach (var unit in new[] { letter, letter.ToLowerInvariant(), letter + "i", letter + "iB", Binary[i] + "byte", Binary[i] + "bytes" }) table[unit] = two;
        }
        return table;
    }
}
