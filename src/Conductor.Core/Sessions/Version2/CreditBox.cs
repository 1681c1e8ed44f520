namespace Conductor.Core.Sessions.Version2;

/// <summary>How many stream messages of a conversation may still go out. Owned by one outlet.</summary>
internal sealed class CreditBox
{
    private long? _left;

    /// <summary>One more may go out.</summary>
    public bool IsOpen => _left is null or > 0;

    public void Set(long? messages) => _left = messages;

    public void Add(uint messages, uint most) => _left = _left is { } left ? Math.Min(left + messages, most) : null;

    public void Spend() => _left -= 1;
}
