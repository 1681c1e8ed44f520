using System.Buffers;
using Conductor.Core.Sessions;
using Conductor.Protocol;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V2.Codec;

namespace Conductor.Server.Surfaces;

/// <summary>Hands a payload to its session, in the version that the two have agreed on.</summary>
internal static class SurfacePayload
{
    public static ValueTask SayAsync(in ReadOnlySequence<byte> payload, SurfaceInlet inlet)
    {
        WireFault? fault;
        if (inlet.Version == 2)
        {
            if (ClientMessageCodec.TryRead(payload, out var message, out fault))
                return inlet.SayAsync(message);
        }
        else if (SurfaceEventCodec.TryRead(payload, out var said, out fault))
            return inlet.SayAsync(said);
        return inlet.GarbledAsync(
            fault.Message, canGoOn: true, fault.Kind == WireFaultKind.UnknownVariant ? ErrorCode.MessageUnknown : ErrorCode.MessageInvalid);
    }
}
