using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Conductor.Protocol.Json;

/// <summary>Reads one message from a payload: the JSON is checked as a whole first, so that nothing behind this door can throw.</summary>
internal static class WireDocument
{
    /// <summary>Levels of objects and lists that a payload may have.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>The message, or null and the first fault.</summary>
    public static T? Read<T>(in ReadOnlySequence<byte> payload, ReadValue<T?> read, out WireFault? fault)
        where T : class
    {
        if (payload.IsSingleSegment) return Read(payload.FirstSpan, read, out fault);
        var length = checked((int)payload.Length);
        var joined = ArrayPool<byte>.Shared.Rent(length);
        payload.CopyTo(joined);
        var message = Read(joined.AsSpan(0, length), read, out fault);
        ArrayPool<byte>.Shared.Return(joined);
        return message;
    }

    public static T? Read<T>(ReadOnlySpan<byte> payload, ReadValue<T?> read, out WireFault? fault)
        where T : class
    {
        fault = Check(payload, out var start, out var end);
        if (fault is not null) return null;
        var message = read(new WireValue(payload[start..end], "message"u8, ref fault));
        return fault is null ? message : null;
    }

    private static WireFault? Check(ReadOnlySpan<byte> payload, out int start, out int end)
    {
        (start, end) = (0, 0);
        if (!Utf8.IsValid(payload)) return new WireFault(WireFaultKind.InvalidText, "the payload is not UTF-8");
        var reader = new Utf8JsonReader(payload, Options);
        try
        {
            reader.Read();
            start = (int)reader.TokenStartIndex;
            reader.Skip();
            end = (int)reader.BytesConsumed;
            reader.Read();
            return null;
        }
        catch (JsonException malformed)
        {
            var at = malformed.BytePositionInLine ?? 0;
            return new WireFault(WireFaultKind.InvalidJson, $"the payload is not one JSON value (line {malformed.LineNumber + 1}, byte {at})");
        }
    }
}
