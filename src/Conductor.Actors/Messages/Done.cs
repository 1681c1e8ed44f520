namespace Conductor;

/// <summary>The answer of something that succeeded and has nothing else to say.</summary>
public sealed class Done
{
    private Done()
    {
    }

    /// <summary>The only one.</summary>
    public static Done Instance { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "Done";
}

/// <summary>Stands for a value that nobody uses.</summary>
public sealed class NotUsed
{
    private NotUsed()
    {
    }

    /// <summary>The only one.</summary>
    public static NotUsed Instance { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "NotUsed";
}
