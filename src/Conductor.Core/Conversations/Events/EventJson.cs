using System.Text.Json.Serialization;
using Conductor.Core.Models;

namespace Conductor.Core.Conversations.Events;

/// <summary>The JSON of events, made at build time. What is null or default is left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(ConversationBegun))]
[JsonSerializable(typeof(ConversationChanged))]
[JsonSerializable(typeof(MessageCopied))]
[JsonSerializable(typeof(PromptAccepted))]
[JsonSerializable(typeof(OrderAccepted))]
[JsonSerializable(typeof(MessagesRemoved))]
[JsonSerializable(typeof(TurnStarted))]
[JsonSerializable(typeof(EntriesSaved))]
[JsonSerializable(typeof(ToolCalled))]
[JsonSerializable(typeof(UsageCounted))]
[JsonSerializable(typeof(TurnEnded))]
[JsonSerializable(typeof(HistorySummarised))]
[JsonSerializable(typeof(Greeted))]
[JsonSerializable(typeof(AttemptReserved))]
[JsonSerializable(typeof(ModelUsage))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class EventJson : JsonSerializerContext;
