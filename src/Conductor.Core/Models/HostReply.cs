using Conductor.Core.Streams;

namespace Conductor.Core.Models;

/// <summary>
/// What a host says to a <see cref="HostCall"/>: its status and its words as they come, or why there are none. Read it as fast as whoever asked takes it;
/// disposing of it before its end closes the socket at once. For one reader.
/// </summary>
public sealed class HostReply : IAsyncDisposable
{
    private readonly IAsyncDisposable? _owner;

    /// <summary>A reply that comes from a socket.</summary>
    /// <param name="status">Its HTTP status.</param>
    /// <param name="contentType">The type of its body; null for none.</param>
    /// <param name="body">Its body. A read obeys the token that the call was given.</param>
    /// <param name="owner">What is disposed of with it.</param>
    public HostReply(int status, string? contentType, Stream body, IAsyncDisposable? owner = null) =>
        (Status, ContentType, Body, _owner) = (status, contentType, body, owner);

    private HostReply(Ending problem) => (Status, Body, Problem) = (problem.Status ?? 502, Stream.Null, problem);

    /// <summary>Its HTTP status.</summary>
    public int Status { get; }

    /// <summary>The type of its body; null for none.</summary>
    public string? ContentType { get; }

    /// <summary>Its body; empty when there is a problem.</summary>
    public Stream Body { get; }

    /// <summary>Why there is no reply; null when there is one, be it a refusal.</summary>
    public Ending? Problem { get; }

    /// <summary>The host did what it was asked.</summary>
    public bool IsGood => Problem is null && Status is >= 200 and < 300;

    /// <summary>No reply, and why.</summary>
    public static HostReply Of(Ending problem) => new(problem);

    /// <summary>A reply in one piece.</summary>
    public static HostReply Of(ReadOnlyMemory<byte> json) => new(200, "application/json; charset=utf-8", new MemoryStream(json.ToArray(), writable: false));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Body.DisposeAsync().ConfigureAwait(false);
        if (_owner is not null)
            await _owner.DisposeAsync().ConfigureAwait(false);
    }
}
