using Conductor.Protocol.Carriers;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Connecting;

/// <summary>Makes connections: dials, shakes hands, and waits for the welcome, within one deadline.</summary>
internal sealed class Connector(ConductorClientOptions options)
{
    /// <summary>Makes one.</summary>
    /// <exception cref="ConductorException">It could not be made; the code says whether trying again makes sense.</exception>
    public async Task<Connection> ConnectAsync(ISurfaceDialer dialer, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var link = await dialer.DialAsync(both.Token).ConfigureAwait(false);
            try
            {
                return new Connection(link, await GreetAsync(link, dialer, both.Token).ConfigureAwait(false), options);
            }
            catch
            {
                await link.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException)
        {
            throw new ConductorException(ErrorCode.Unavailable, cause.Message, cause);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            var message = $"The conductor at {dialer.Address} did not answer within {options.ConnectTimeout.TotalSeconds:0.#} s.";
            throw new ConductorException(ErrorCode.Unavailable, message, cause);
        }
    }

    private async Task<Welcome> GreetAsync(ISurfaceLink link, ISurfaceDialer dialer, CancellationToken cancellationToken)
    {
        var handshake = new Handshake("evt_1", ProtocolVersions.Newest, options.Surface, options.Capabilities, options.Token)
        {
            MinProtocolVersion = ProtocolVersions.Newest,
            Client = options.Program,
        };
        var ack = await link.ShakeHandsAsync(handshake, cancellationToken).ConfigureAwait(false);
        if (!ack.Accepted)
            throw await RefusalAsync(ack, link, dialer, cancellationToken).ConfigureAwait(false);
        while (await link.ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } message)
            switch (message)
            {
                case Welcome welcome:
                    return welcome;
                case Error error:
                    throw new ConductorException(error);
            }
        throw new IOException($"The conductor at {dialer.Address} closed the connection before its welcome.");
    }

    // One that speaks our version says why in its words too, and then closes. An older one may keep the connection, and says no more.
    private static async Task<ConductorException> RefusalAsync(HandshakeAck ack, ISurfaceLink link, ISurfaceDialer dialer, CancellationToken cancellationToken)
    {
        var reason = ack.RejectionReason ?? $"The conductor at {dialer.Address} refused the handshake.";
        if (ack.ProtocolVersion < ProtocolVersions.Newest)
            return new ConductorException(ErrorCode.VersionUnsupported, reason);
        try
        {
            while (await link.ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } message)
                if (message is Error error)
                    return new ConductorException(error);
        }
        catch (IOException)
        {
            // Closed the hard way; that it refused is known.
        }
        return new ConductorException(ErrorCode.Unauthenticated, reason);
    }
}
