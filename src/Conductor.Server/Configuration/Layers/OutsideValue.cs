using Conductor.Hocon;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration.Layers;

/// <summary>A value that is written outside of any file.</summary>
internal static class OutsideValue
{
    /// <summary>An object or an array where the text begins like one, else the text as it is: quotes are the shell's business, not ours.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="place">What an operator would call the place.</param>
    /// <param name="errors">Where a mistake inside an object or array goes.</param>
    public static HoconValue Read(string text, string place, ICollection<HoconError> errors)
    {
        var origin = HoconOrigin.Described(place);
        if (text.TrimStart() is not ['{' or '[', ..])
            return HoconScalar.FromText(text, origin);
        try
        {
            return HoconDocument.Parse($"value = {text}", place).Object.TryGet("value", out var value) ? value : HoconObject.Empty;
        }
        catch (HoconException mistakes)
        {
            foreach (var one in mistakes.Errors)
                errors.Add(one);
            return HoconScalar.FromText(text, origin);
        }
    }
}
