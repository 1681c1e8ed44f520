using Conductor.Protocol.Json;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V1.Codec;

/// <summary>Capabilities on the wire; version 2 has the same.</summary>
internal static class CapabilitiesCodec
{
    public static void Write(ref WireWriter writer, SurfaceCapabilities capabilities)
    {
        writer.OpenObject();
        writer.Flag("color"u8, capabilities.Color);
        writer.Flag("avatar"u8, capabilities.Avatar);
        writer.Flag("avatar_animations"u8, capabilities.AvatarAnimations);
        writer.Flag("tasks"u8, capabilities.Tasks);
        writer.Flag("streaming"u8, capabilities.Streaming);
        writer.Flag("images"u8, capabilities.Images);
        writer.Flag("audio"u8, capabilities.Audio);
        writer.Flag("rich_text"u8, capabilities.RichText);
        writer.Flag("pointer_input"u8, capabilities.PointerInput);
        writer.Flag("keyboard_input"u8, capabilities.KeyboardInput);
        writer.Flag("clipboard"u8, capabilities.Clipboard);
        writer.Number("max_width"u8, capabilities.MaxWidth);
        writer.Number("max_height"u8, capabilities.MaxHeight);
        writer.CloseObject();
    }

    public static SurfaceCapabilities Read(WireValue value)
    {
        var fields = value.Object();
        return new SurfaceCapabilities
        {
            Color = fields.Flag("color"u8),
            Avatar = fields.Flag("avatar"u8),
            AvatarAnimations = fields.Flag("avatar_animations"u8),
            Tasks = fields.Flag("tasks"u8),
            Streaming = fields.Flag("streaming"u8),
            Images = fields.Flag("images"u8),
            Audio = fields.Flag("audio"u8),
            RichText = fields.Flag("rich_text"u8),
            PointerInput = fields.Flag("pointer_input"u8),
            KeyboardInput = fields.Flag("keyboard_input"u8),
            Clipboard = fields.Flag("clipboard"u8),
            MaxWidth = fields.UInt32("max_width"u8),
            MaxHeight = fields.UInt32("max_height"u8),
        };
    }
}
