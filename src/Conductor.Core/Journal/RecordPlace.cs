namespace Conductor.Core.Journal;

/// <summary>Where a record begins. The default value is nowhere.</summary>
/// <param name="Segment">The segment, from 1.</param>
/// <param name="Offset">The byte in it.</param>
internal readonly record struct RecordPlace(uint Segment, uint Offset)
{
    public bool IsNowhere => Segment == 0;
}
