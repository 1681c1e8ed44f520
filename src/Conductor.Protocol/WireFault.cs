namespace Conductor.Protocol;

/// <summary>Why a payload is not a message.</summary>
/// <param name="Kind">The kind, for counting and for choosing an answer.</param>
/// <param name="Message">One sentence that names what is wrong, such as "missing field `content` in `UserMessage`"; at most some 200 characters.</param>
public sealed record WireFault(WireFaultKind Kind, string Message);

/// <summary>The kinds of <see cref="WireFault"/>.</summary>
public enum WireFaultKind
{
    /// <summary>Bytes that are not UTF-8, or an escape that is no character.</summary>
    InvalidText,

    /// <summary>Not exactly one JSON value, or one nested deeper than 64 levels.</summary>
    InvalidJson,

    /// <summary>A variant that this version does not have.</summary>
    UnknownVariant,

    /// <summary>A required field is absent.</summary>
    MissingField,

    /// <summary>A known field is given twice.</summary>
    DuplicateField,

    /// <summary>A value of another JSON type than the field has.</summary>
    WrongType,

    /// <summary>A number outside the range of its field.</summary>
    OutOfRange,

    /// <summary>An object with more than 32 fields, or a list of more than 10,000 elements.</summary>
    TooMany,
}
