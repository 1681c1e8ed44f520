namespace Conductor.Core.Streams;

/// <summary>The bounds of a <see cref="ResponseLog"/>. Sizes in bytes of text.</summary>
public sealed record ResponseLogOptions
{
    /// <summary>The defaults.</summary>
    public static ResponseLogOptions Default { get; } = new();

    /// <summary>How far the model may run ahead of its fastest reader before its socket is paused.</summary>
    /// <value>Default 256 KiB; from 1 byte up.</value>
    public int HighWater { get; init; } = 256 * 1024;

    /// <summary>How far the model may run ahead while nobody reads.</summary>
    /// <value>Default 1 MiB; from 0 (it pauses at once) up.</value>
    public int DetachedAllowance { get; init; } = 1024 * 1024;

    /// <summary>How far a reader may fall behind while another keeps up. Past that it is ended as <see cref="StreamEnd.SurfaceTooSlow"/> and may resume.</summary>
    /// <value>Default 16 MiB.</value>
    public int MaxLag { get; init; } = 16 * 1024 * 1024;

    /// <summary>The longest answer that is kept. Past that the answer ends as <see cref="StreamEnd.LengthLimit"/>.</summary>
    /// <value>Default 64 MiB.</value>
    public int MaxBytes { get; init; } = 64 * 1024 * 1024;
}
