namespace Conductor.Protocol.V2.Messages;

/// <summary>The kinds of <see cref="Delivery"/>.</summary>
public enum DeliveryMode
{
    /// <summary>Each piece as it comes; the default.</summary>
    Token,

    /// <summary>What came within an interval, together: for screens that draw at their own pace.</summary>
    Batched,

    /// <summary>Whole sentences: for speech and for screen readers.</summary>
    Sentence,

    /// <summary>Nothing until the end, then everything at once.</summary>
    Whole,
}

/// <summary>In what portions a surface gets an answer. The default value is piece by piece.</summary>
public readonly record struct Delivery
{
    /// <summary>The shortest interval of batches in milliseconds; a shorter one counts as this.</summary>
    public const uint ShortestIntervalMs = 33;

    /// <summary>The longest interval of batches in milliseconds; a longer one counts as this.</summary>
    public const uint LongestIntervalMs = 100;

    private Delivery(DeliveryMode mode, uint intervalMs) => (Mode, IntervalMs) = (mode, intervalMs);

    /// <summary>Which portions.</summary>
    public DeliveryMode Mode { get; }

    /// <summary>The interval in milliseconds for <see cref="DeliveryMode.Batched"/>; 0 otherwise.</summary>
    public uint IntervalMs { get; }

    /// <summary>The given portions; batches come as often as they may.</summary>
    public static Delivery Of(DeliveryMode mode) => mode == DeliveryMode.Batched ? Batched(ShortestIntervalMs) : new(mode, 0);

    /// <summary>Batches at the given interval in milliseconds.</summary>
    public static Delivery Batched(uint intervalMs) => new(DeliveryMode.Batched, intervalMs);
}
