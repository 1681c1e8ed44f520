namespace Conductor.Hocon.Values;

/// <summary>The types of a <see cref="HoconValue"/>, those of JSON.</summary>
public enum HoconValueKind
{
    /// <summary>The value null.</summary>
    Null,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A JSON number, kept as it was written.</summary>
    Number,

    /// <summary>Text.</summary>
    String,

    /// <summary>Values in an order.</summary>
    Array,

    /// <summary>Values by key.</summary>
    Object,
}
