namespace Conductor.Core.Conversations;

/// <summary>Names messages <c>msg_1</c>, <c>msg_2</c>, … in one conversation, behind the largest one that it has. Safe for concurrent callers.</summary>
internal sealed class MessageIds(long last = 0)
{
    private long _last = last;

    public string Next() => $"msg_{Interlocked.Increment(ref _last)}";
}
