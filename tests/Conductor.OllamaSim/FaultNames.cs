using System.Globalization;
using Conductor.OllamaSim.Json;

namespace Conductor.OllamaSim;

/// <content>Faults by name, for command lines and for the rows of a theory.</content>
public sealed partial record Fault
{
    private static readonly Dictionary<string, (string Usage, Func<string?, Fault> Make)> ByName = new()
    {
        ["status"] = ("status:CODE", text => Status(Number(text))),
        ["too-many-requests"] = ("too-many-requests[:RETRY-AFTER]", text => TooManyRequests(text is null ? null : Time(text))),
        ["context-length"] = ("context-length", _ => ContextLengthExceeded),
        ["content-refused"] = ("content-refused[:REASON]", text => text is null ? ContentRefused() : ContentRefused(text)),
        ["refuse-trailing-assistant"] = ("refuse-trailing-assistant", _ => RefuseTrailingAssistant),
        ["html"] = ("html[:CODE]", text => Html(text is null ? 200 : Number(text))),
        ["redirect"] = ("redirect[:LOCATION]", text => text is null ? Redirect() : Redirect(text)),
        ["reset"] = ("reset", _ => ResetBeforeHeaders),
        ["close"] = ("close", _ => CloseBeforeHeaders),
        ["never-answer"] = ("never-answer", _ => NeverAnswer),
        ["headers-then-silence"] = ("headers-then-silence[:TIME]", text => HeadersThenSilence(text is null ? null : Time(text))),
        ["cut-after"] = ("cut-after:TOKENS", text => CutAfter(Number(text))),
        ["reset-after"] = ("reset-after:TOKENS", text => ResetAfter(Number(text))),
        ["silent-after"] = ("silent-after:TOKENS", text => SilentAfter(Number(text))),
        ["garbage-after"] = ("garbage-after:TOKENS", text => GarbageAfter(Number(text))),
        ["error-after"] = ("error-after:TOKENS", text => ErrorAfter(Number(text))),
        ["no-terminator"] = ("no-terminator", _ => NoTerminator),
        ["no-finish-reason"] = ("no-finish-reason", _ => NoFinishReason),
        ["bare-end"] = ("bare-end", _ => BareEnd),
        ["never-ends"] = ("never-ends", _ => NeverEnds),
        ["one-byte-packets"] = ("one-byte-packets", _ => OneBytePackets),
        ["packets"] = ("packets:BYTES", text => PacketsOf(Number(text))),
        ["split-characters"] = ("split-characters", _ => SplitCharacters),
        ["crlf"] = ("crlf", _ => Crlf),
        ["blank-lines"] = ("blank-lines", _ => BlankLines),
        ["comments"] = ("comments", _ => Comments),
        ["huge-line"] = ("huge-line[:BYTES]", text => text is null ? HugeLine() : HugeLine(Number(text))),
        ["gzip"] = ("gzip", _ => Gzip),
    };

    /// <summary>How each fault is written for <see cref="Parse"/>.</summary>
    public static IReadOnlyList<string> Usages { get; } = [.. ByName.Values.Select(entry => entry.Usage)];

    /// <summary>
    /// Reads a fault by its name, as in <c>cut-after:40</c>, <c>status:503</c> or, several at once, <c>crlf,one-byte-packets</c>. Throws
    /// <see cref="FormatException"/>, which lists the names, when there is no such fault.
    /// </summary>
    public static Fault Parse(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries).Select(ParseOne).Aggregate((all, next) => all.And(next));

    private static Fault ParseOne(string text)
    {
        var parts = text.Split(':', 2);
        if (!ByName.TryGetValue(parts[0], out var entry))
            throw new FormatException($"There is no fault '{parts[0]}'. There are: {string.Join(", ", Usages)}.");
        try
        {
            return entry.Make(parts.Length > 1 ? parts[1] : null);
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"'{text}' is not '{entry.Usage}'.", wrong);
        }
    }

    private static int Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException();

    private static TimeSpan Time(string text) => GoTime.Parse(text) ?? throw new FormatException();
}
