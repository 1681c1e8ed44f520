using Conductor.Client.Links;
using Conductor.Protocol.Carriers;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Connecting;

/// <summary>Whoever uses a connection, and is told of the next one.</summary>
internal interface IConnectionUser
{
    /// <summary>There is a connection. Called before anything is read from it.</summary>
    void OnConnected(Connection connection);

    /// <summary>A message came. In order, one at a time.</summary>
    void OnMessage(ServerMessage message);

    /// <summary>The connection is lost.</summary>
    void OnLost();

    /// <summary>How it stands has changed.</summary>
    void OnState(ConnectionState state);

    /// <summary>It is over for good. Called once, last.</summary>
    void OnClosed(Exception reason);
}

/// <summary>Keeps a client connected: carries one connection after the other until it is told to stop or has to give up.</summary>
internal sealed class ConnectionKeeper(ISurfaceDialer dialer, ConductorClientOptions options, IConnectionUser user)
{
    private readonly Connector _connector = new(options);
    private ISurfaceDialer _dialer = dialer;

    /// <summary>Makes the first connection. It is not tried twice: whoever asks for it learns at once what is wrong.</summary>
    public Task<Connection> BeginAsync(CancellationToken cancellationToken) => _connector.ConnectAsync(_dialer, cancellationToken);

    /// <summary>Carries the connection and all that follow it. Does not throw.</summary>
    public async Task KeepAsync(Connection first, CancellationToken stopping)
    {
        Exception reason;
        try
        {
            var connection = first;
            while (true)
            {
                user.OnConnected(connection);
                user.OnState(new ConnectionState(ConnectionStage.Connected, _dialer.Address, null, 0));
                var why = await connection.RunAsync(user.OnMessage, stopping).ConfigureAwait(false);
                user.OnLost();
                stopping.ThrowIfCancellationRequested();
                var lost = connection.GoAway?.Reason ?? why?.Message ?? "The conductor closed the connection.";
                if (!options.Reconnect)
                    throw new ConductorException(ErrorCode.Unavailable, $"The connection to {_dialer.Address} was lost: {lost}", why);
                connection = await AgainAsync(connection.GoAway, lost, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            reason = new ObjectDisposedException(nameof(ConductorClient));
        }
        catch (ConductorException givenUp)
        {
            reason = givenUp;
        }
        user.OnState(new ConnectionState(ConnectionStage.Closed, _dialer.Address, reason is ConductorException ? reason.Message : null, 0));
        user.OnClosed(reason);
    }

    private async Task<Connection> AgainAsync(GoAway? hint, string lost, CancellationToken stopping)
    {
        var home = _dialer;
        _dialer = Dialers.Instead(home, hint?.Address, options) ?? home;
        var backOff = new BackOff(options.FirstRetry, options.LongestRetry, Random.Shared.NextDouble);
        using var patience = new CancellationTokenSource(options.GiveUpAfter, options.Time);
        var wait = hint is null ? backOff.Next() : TimeSpan.FromMilliseconds(Math.Min(hint.ReconnectAfterMs, 60_000));
        for (var tries = 0; ; tries++)
        {
            user.OnState(new ConnectionState(ConnectionStage.Reconnecting, _dialer.Address, lost, tries));
            await Task.Delay(wait, options.Time, stopping).ConfigureAwait(false);
            try
            {
                return await _connector.ConnectAsync(_dialer, stopping).ConfigureAwait(false);
            }
            catch (ConductorException failure) when (failure.Retryable && !patience.IsCancellationRequested)
            {
                lost = failure.Message;
                // The other address was a hint; where the client came from is what it was told by its user.
                _dialer = home;
                wait = failure.RetryAfter ?? backOff.Next();
            }
        }
    }
}
