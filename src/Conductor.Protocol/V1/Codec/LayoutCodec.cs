using Conductor.Protocol.Json;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V1.Codec;

/// <summary>Layout directives on the wire.</summary>
internal static class LayoutCodec
{
    public static VariantTable<LayoutDirective> Directives { get; } = new(
        Variant<LayoutDirective>.Of<ShowPanel>(
            "ShowPanel", (ref f) => new(f.Choice<PanelId>("panel"u8)), (ref w, d) => w.Choice("panel"u8, d.Panel)),
        Variant<LayoutDirective>.Of<HidePanel>(
            "HidePanel", (ref f) => new(f.Choice<PanelId>("panel"u8)), (ref w, d) => w.Choice("panel"u8, d.Panel)),
        Variant<LayoutDirective>.Bare("FocusInput", new FocusInput()),
        Variant<LayoutDirective>.Of<ScrollToMessage>(
            "ScrollToMessage", (ref f) => new(f.Text("message_id"u8)), (ref w, d) => w.Text("message_id"u8, d.MessageId)),
        Variant<LayoutDirective>.Of<ScrollToTask>(
            "ScrollToTask", (ref f) => new(f.Text("task_id"u8)), (ref w, d) => w.Text("task_id"u8, d.TaskId)),
        Variant<LayoutDirective>.Bare("ToggleDeveloperMode", new ToggleDeveloperMode()));

    // After a fault any directive will do: the message it stands in is thrown away.
    public static LayoutDirective Read(WireValue value) => Directives.Reader(value) ?? new FocusInput();
}
