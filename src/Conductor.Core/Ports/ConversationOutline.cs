using Conductor.Core.Conversations.Events;

namespace Conductor.Core.Ports;

/// <summary>What a list shows of a conversation. It follows from the events alone, so every store comes to the same one. Immutable.</summary>
public sealed record ConversationOutline
{
    /// <summary>The conversation.</summary>
    public required Guid Id { get; init; }

    /// <summary>The title that somebody gave it; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>The first words that a person said in it, 60 characters at most: what it is known by without a title. Null while it has one,
    /// and until somebody speaks.</summary>
    public string? Opening { get; init; }

    /// <summary>How many messages were there before those words.</summary>
    public int OpeningAt { get; init; }

    /// <summary>The model that answers; null for the default one.</summary>
    public string? Model { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something last happened in it.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Events so far; the number of the last one.</summary>
    public long Head { get; init; }

    /// <summary>Events so far that surfaces were told of; the number of the last one.</summary>
    public long News { get; init; }

    /// <summary>Messages that it has.</summary>
    public int Messages { get; init; }

    /// <summary>Turns that have been accepted and have not ended.</summary>
    public int OpenTurns { get; init; }

    /// <summary>What it is after one more event.</summary>
    public ConversationOutline After(ConversationEvent happened)
    {
        var next = this with
        {
            CreatedAt = Head == 0 ? happened.At : CreatedAt,
            UpdatedAt = happened.At > UpdatedAt ? happened.At : UpdatedAt,
            Head = Head + 1,
            News = News + (happened.IsNews ? 1 : 0),
        };
        return happened switch
        {
            ConversationBegun begun => next with { Title = begun.Title, Model = begun.Model },
            ConversationChanged changed => next.Titled(changed.Title) with { Model = changed.Model ?? Model },
            MessageCopied { Message: { Role: "user" } said } => next.Opened(said) with { Messages = Messages + 1 },
            MessageCopied or Greeted => next with { Messages = Messages + 1 },
            PromptAccepted { Message: { } said } => next.Opened(said) with { Messages = Messages + 1, OpenTurns = OpenTurns + 1 },
            PromptAccepted => next with { OpenTurns = OpenTurns + 1 },
            TurnEnded ended => next with { Messages = Messages + (ended.Answer is null ? 0 : 1), OpenTurns = Math.Max(0, OpenTurns - 1) },
            MessagesRemoved removed => next.Without(removed.Count),
            _ => next,
        };
    }

    private ConversationOutline Opened(KeptMessage said) =>
        Opening is null && string.IsNullOrEmpty(Title) && OpeningWords.Of(said.Content) is { } words ? this with { Opening = words, OpeningAt = Messages } : this;

    // Two names for one conversation would cost memory for each of the many that nobody uses.
    private ConversationOutline Titled(string? title) => string.IsNullOrEmpty(title) ? this with { Title = title ?? Title } : this with { Title = title, Opening = null, OpeningAt = 0 };

    // Words that were taken back are not shown in a list either.
    private ConversationOutline Without(int count)
    {
        var left = Math.Max(0, Messages - count);
        return left <= OpeningAt ? this with { Messages = left, Opening = null, OpeningAt = 0 } : this with { Messages = left };
    }
}
