using Conductor.Core.Conversations;
using Conductor.Core.Ports;
using Conductor.Core.Routing;
using Conductor.Protocol;
using Conductor.Protocol.Inline;
using Conductor.Protocol.V1.Messages;
using Wire = Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Sessions.Version2;

/// <summary>What a conversation knows, in version 2's words.</summary>
internal static class WireWords
{
    // In Ollama's words.
    private static readonly (ModelNeeds Can, string Name)[] Abilities =
        [(ModelNeeds.Tools, "tools"), (ModelNeeds.Vision, "vision"), (ModelNeeds.Thinking, "thinking"), (ModelNeeds.Embeddings, "embedding")];

    public static Wire.Snapshot Snapshot(Guid? command, ConversationSummary summary, IReadOnlyList<ConversationEntry> messages, bool older, IEnumerable<Wire.OpenTurn> open) =>
        new(command, Summary(summary), messages.Select(Message).ToValueList(), older, open.ToValueList());

    public static Wire.OpenTurn Open(OpenAnswer answer, int attempt) => new(answer.Turn.Value, answer.MessageId, answer.Model, (uint)attempt);

    /// <summary>The event for a piece of news; null where there is none.</summary>
    public static Wire.ConversationEvent? Event(Guid conversation, ConversationNews news) => news switch
    {
        MessageAdded added => new Wire.MessageAdded(conversation, (ulong)added.Seq, Message(added.Message)),
        MessagesRemoved removed => new Wire.MessagesRemoved(conversation, (ulong)removed.Seq, removed.FromMessageId),
        TurnBegan began => new Wire.TurnStarted(conversation, (ulong)began.Seq, new Wire.OpenTurn(began.Turn.Value, began.MessageId, began.Model, 1)),
        TurnClosed closed => Closed(conversation, closed),
        ConversationChanged changed => new Wire.ConversationChanged(conversation, (ulong)changed.Seq, changed.Title, changed.Model),
        ConversationDeleted deleted => new Wire.ConversationDeleted(conversation, (ulong)deleted.Seq),
        _ => null,
    };

    public static Wire.TurnEnded Closed(Guid conversation, TurnClosed closed) => new(
        conversation, (ulong)closed.Seq, closed.Turn.Value, EntryWords.ReasonOf(closed.End), closed.Answer is { } answer ? Message(answer) : null);

    public static Wire.TurnSnapshot TurnSnapshot(TurnClosed closed) => new(
        closed.Turn.Value, (ulong)Math.Max(1, closed.LastEntry), (uint)Math.Max(1, closed.Attempt), InlineText.Shown(closed.Answer?.Content ?? ""), null,
        EntryWords.ReasonOf(closed.End));

    public static Wire.ConversationSummary Summary(ConversationOutline outline) => new(
        outline.Id, string.IsNullOrEmpty(outline.Title) ? outline.Opening : outline.Title, Model(outline.Model), Time(outline.CreatedAt), Time(outline.UpdatedAt), (uint)outline.Messages, (uint)outline.OpenTurns, (ulong)outline.News);

    /// <summary>The models, and the names that the operator has given them.</summary>
    public static Wire.Models Models(Guid command, FleetSnapshot fleet)
    {
        var models = fleet.ActiveHosts
            .SelectMany(host => host.Findings.Models.Select(model => (model.Name, Host: host)))
            .GroupBy(one => one.Name, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Wire.ModelInfo(
                group.Key,
                group.Select(one => one.Host.Name).Distinct().ToValueList(),
                group.Any(one => one.Host.Findings.Resident.Any(resident => resident.Name == group.Key)),
                ContextOf(fleet, group.Key),
                AbilitiesOf(fleet, group.Key)))
            .ToArray();
        var aliases = from alias in FleetAliases.Of(fleet)
                      from model in models
                      where model.Name == alias.Model.Name
                      select model with { Name = alias.Name };
        return new Wire.Models(command, models.Concat(aliases).ToValueList());
    }

    // The longest that one of its hosts takes in: prompts go to one that can.
    private static uint? ContextOf(FleetSnapshot fleet, string model)
    {
        int? most = null;
        foreach (var place in fleet.Index.Find(model))
            if ((place.Context ?? place.LoadedContext) is { } context && (most is null || context > most))
                most = context;
        return (uint?)most;
    }

    private static ValueList<string> AbilitiesOf(FleetSnapshot fleet, string model)
    {
        var can = ModelNeeds.None;
        foreach (var place in fleet.Index.Find(model))
            can |= place.Can ?? ModelNeeds.None;
        return Abilities.Where(one => can.HasFlag(one.Can)).Select(one => one.Name).ToValueList();
    }

    private static Wire.ConversationSummary Summary(ConversationSummary one) => new(
        one.Id, one.Title, Model(one.Model), Time(one.CreatedAt), Time(one.UpdatedAt), (uint)one.MessageCount, (uint)one.Running, (ulong)one.Seq);

    private static Wire.ChatMessage Message(ConversationEntry entry) => new(
        entry.Id, RoleOf(entry.Role), entry.Role == "assistant" ? InlineText.Shown(entry.Content) : entry.Content, Time(entry.At),
        entry.Turn?.Value,
        entry.Role == "assistant" ? Model(entry.Model) : null,
        entry.Role == "assistant" ? entry.End is { } end ? EntryWords.ReasonOf(end) : Wire.EndReason.Completed : null);

    private static string? Model(string? model) => string.IsNullOrEmpty(model) ? null : model;

    private static ulong Time(DateTimeOffset time) => (ulong)Math.Max(0, time.ToUnixTimeMilliseconds());

    private static Role RoleOf(string role) => role switch { "user" => Role.User, "assistant" => Role.Assistant, _ => Role.System };
}
