using System.Net;
using System.Net.Sockets;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Microsoft.Extensions.AI;

namespace Conductor.Backends.ChatClients;

/// <summary>
/// The updates of a client, enumerated so that nothing it does gets out: what it throws becomes <see cref="Failure"/>, and one that
/// does not listen to cancellation is left behind. Not safe for concurrent callers.
/// </summary>
internal sealed class ClientUpdates(IChatClient client, ModelRequest request, string? modelId, CancellationToken cancellationToken) : IAsyncDisposable
{
    private IAsyncEnumerator<ChatResponseUpdate>? _updates;
    private Task? _abandoned;

    /// <summary>The update that <see cref="MoveNextAsync"/> came to.</summary>
    public ChatResponseUpdate Current => _updates!.Current;

    /// <summary>What went wrong; null while nothing has.</summary>
    public Ending? Failure { get; private set; }

    /// <summary>False at the end, good or bad. Throws only for cancellation.</summary>
    /// <param name="hasBegun">Something of the answer was seen already.</param>
    public async ValueTask<bool> MoveNextAsync(bool hasBegun)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            _updates ??= client
                .GetStreamingResponseAsync(ChatClientRequest.Messages(request), ChatClientRequest.Options(request, modelId), cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            var moving = _updates.MoveNextAsync();
            if (moving.IsCompleted)
                return await moving.ConfigureAwait(false);
            var task = moving.AsTask();
            _abandoned = task;
            var hasMoved = await task.WaitAsync(cancellationToken).ConfigureAwait(false);
            _abandoned = null;
            return hasMoved;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception cause) // Anybody's client: whatever it throws is its failure, not ours.
        {
            cancellationToken.ThrowIfCancellationRequested();
            _abandoned = null;
            Failure = EndingOf(cause, hasBegun);
            return false;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_updates is null)
            return ValueTask.CompletedTask;
        if (_abandoned is null)
            return DisposeAsync(_updates);
        // An enumerator may not be disposed of while it moves, and this one may move for as long as it likes.
        _ = DisposeLaterAsync(_abandoned, _updates);
        return ValueTask.CompletedTask;
    }

    private static async Task DisposeLaterAsync(Task moving, IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        await moving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync(updates).ConfigureAwait(false);
    }

    private static async ValueTask DisposeAsync(IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        try
        {
            await updates.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception) // The answer is over, and what a client says about cleaning up changes nothing of it.
        {
        }
    }

    private static Ending EndingOf(Exception cause, bool hasBegun) => cause switch
    {
        HttpRequestException { StatusCode: { } status } refused => OfStatus((int)status, refused.Message),
        HttpRequestException { InnerException: SocketException } unreachable => new Ending(StreamEnd.BackendFailed, unreachable.Message),
        IOException or HttpRequestException when hasBegun => new Ending(StreamEnd.BackendCut, $"The client's connection broke: {cause.Message}"),
        OperationCanceledException => new Ending(StreamEnd.BackendFailed, "The client gave up on its own: its own time-out may be too short for an answer."),
        _ => new Ending(StreamEnd.BackendFailed, cause.Message),
    };

    private static Ending OfStatus(int status, string words)
    {
        var mayComeBack = status is (int)HttpStatusCode.TooManyRequests or (int)HttpStatusCode.RequestTimeout or >= 500;
        return new Ending(mayComeBack ? StreamEnd.BackendFailed : StreamEnd.BackendRefused, words, status);
    }
}
