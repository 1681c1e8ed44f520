namespace Conductor.Core.Conversations;

/// <summary>Names messages <c>msg_1</c>, <c>msg_2</c>, … throughout one conductor. Safe for concurrent callers.</summary>
internal sealed class MessageIds
{
    private long _last;

    public string Next() => $"msg_{Interlocked.Increment(ref _last)}";
}
