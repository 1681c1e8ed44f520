namespace Conductor.Protocol.V1.Messages;

/// <summary>The kinds of <see cref="ContentType"/>.</summary>
public enum ContentKind
{
    /// <summary>Plain text, the default.</summary>
    Plain,

    /// <summary>Markdown.</summary>
    Markdown,

    /// <summary>Code, possibly of a known language.</summary>
    Code,

    /// <summary>An error.</summary>
    Error,

    /// <summary>From Conductor itself.</summary>
    System,

    /// <summary>A quotation.</summary>
    Quote,
}

/// <summary>How a message is meant to be drawn. The default value is plain text.</summary>
public readonly record struct ContentType
{
    private ContentType(ContentKind kind, string? language) => (Kind, Language) = (kind, language);

    /// <summary>Which kind.</summary>
    public ContentKind Kind { get; }

    /// <summary>The language of <see cref="ContentKind.Code"/>, such as "python"; null when unknown, and for every other kind.</summary>
    public string? Language { get; }

    /// <summary>The given kind; code is of unknown language.</summary>
    public static ContentType Of(ContentKind kind) => new(kind, null);

    /// <summary>Code of the given language.</summary>
    public static ContentType Code(string? language) => new(ContentKind.Code, language);
}
