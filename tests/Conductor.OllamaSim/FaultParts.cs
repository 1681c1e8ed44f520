using System.Globalization;

namespace Conductor.OllamaSim;

/// <content>What a fault is made of, and how faults combine.</content>
public sealed partial record Fault
{
    internal Refusal? Refusal { get; private init; }

    internal BeforeHeaders Before { get; private init; }

    internal TimeSpan? FirstTokenAfter { get; private init; }

    internal Middle? Middle { get; private init; }

    internal EndForm End { get; private init; }

    internal bool LeaveOpen { get; private init; }

    internal int PacketBytes { get; private init; }

    internal bool SplitsCharacters { get; private init; }

    internal bool UsesCrlf { get; private init; }

    internal bool HasBlankLines { get; private init; }

    internal bool HasComments { get; private init; }

    internal int HugeTokenBytes { get; private init; }

    internal bool IsGzip { get; private init; }

    internal Func<SimRequest, bool>? Condition { get; private init; }

    /// <summary>Adds <c>Retry-After</c> in whole seconds, rounded up, to a refusal.</summary>
    public Fault RetryAfter(TimeSpan time) =>
        WithHeader("Retry-After", Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a header to a refusal. Throws when the fault is none.</summary>
    public Fault WithHeader(string name, string value) => Refusal is { } refusal
        ? this with { Refusal = refusal with { Headers = [.. refusal.Headers, new(name, value)] } }
        : throw new InvalidOperationException($"Only a refusal has headers of its own, not '{Name}'. Use Fault.Status or Fault.Body.");

    /// <summary>Leaves the connection open in the end, silently, instead of ending the body.</summary>
    public Fault LeavingOpen() => this with { LeaveOpen = true, Name = $"{Name}, left open" };

    /// <summary>On Ollama's own <c>/v1</c>, sends an error as a true error event instead of Ollama's empty delta.</summary>
    public Fault AsErrorEvent() => Middle is { } middle ? this with { Middle = middle with { Explicit = true } } : this;

    /// <summary>Strikes only the requests that match; others are answered as usual.</summary>
    public Fault OnlyWhen(Func<SimRequest, bool> condition) => this with { Condition = condition };

    /// <summary>Both faults at once; where they contradict, <paramref name="other"/> wins.</summary>
    public Fault And(Fault other) => this with
    {
        Name = $"{Name}, {other.Name}",
        Refusal = other.Refusal ?? Refusal,
        Before = other.Before is BeforeHeaders.Nothing ? Before : other.Before,
        FirstTokenAfter = other.FirstTokenAfter ?? FirstTokenAfter,
        Middle = other.Middle ?? Middle,
        End = End.And(other.End),
        LeaveOpen = LeaveOpen || other.LeaveOpen,
        PacketBytes = other.PacketBytes > 0 ? other.PacketBytes : PacketBytes,
        SplitsCharacters = SplitsCharacters || other.SplitsCharacters,
        UsesCrlf = UsesCrlf || other.UsesCrlf,
        HasBlankLines = HasBlankLines || other.HasBlankLines,
        HasComments = HasComments || other.HasComments,
        HugeTokenBytes = Math.Max(HugeTokenBytes, other.HugeTokenBytes),
        IsGzip = IsGzip || other.IsGzip,
        Condition = Both(Condition, other.Condition),
    };

    /// <inheritdoc />
    public override string ToString() => Name;

    internal static Fault None { get; } = new("none");

    internal bool Strikes(SimRequest request) => Condition is null || Condition(request);

    /// <summary>Whether the answer still comes out whole, only in an unusual form.</summary>
    internal bool IsHarmless => Refusal is null && Before is BeforeHeaders.Nothing && Middle is null or { Kind: MiddleKind.Pause }
        && End.IsProper && !LeaveOpen;

    private static Func<SimRequest, bool>? Both(Func<SimRequest, bool>? one, Func<SimRequest, bool>? two) =>
        one is null ? two : two is null ? one : request => one(request) && two(request);
}

/// <summary>An answer in place of the one that was asked for.</summary>
internal sealed record Refusal(int Status, string? Message = null, string? Code = null)
{
    /// <summary>Null: the protocol's error object.</summary>
    public string? Body { get; init; }

    public string ContentType { get; init; } = "application/json; charset=utf-8";

    public KeyValuePair<string, string>[] Headers { get; init; } = [];
}

internal enum BeforeHeaders
{
    Nothing,
    Reset,
    Close,
    Silence,
}

internal enum MiddleKind
{
    Cut,
    Reset,
    Silence,
    Pause,
    Garbage,
    Error,
}

/// <summary>What happens after so many tokens.</summary>
internal sealed record Middle(int After, MiddleKind Kind)
{
    public string? Text { get; init; }

    public TimeSpan Pause { get; init; }

    public bool Explicit { get; init; }
}

/// <summary>What is missing at the end of an answer that was said in full.</summary>
internal readonly record struct EndForm(bool LacksReason, bool LacksTerminator)
{
    public bool IsProper => !LacksReason && !LacksTerminator;

    public EndForm And(EndForm other) => new(LacksReason || other.LacksReason, LacksTerminator || other.LacksTerminator);
}
