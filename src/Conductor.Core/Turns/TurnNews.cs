using Conductor.Core.Streams;

namespace Conductor.Core.Turns;

/// <summary>
/// News for one running turn, sent to the actor that owns it, which hands it to <see cref="RunningTurn.On"/> on its own turn. The base of whatever
/// the fleet tells a turn, so that its owner need not know what there is to tell.
/// </summary>
/// <param name="Turn">The turn.</param>
internal abstract record TurnNews(TurnId Turn);

/// <summary>The pause before a turn's next attempt is over.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Attempt">The attempt that the pause came after.</param>
internal sealed record TurnPaused(TurnId Turn, int Attempt) : TurnNews(Turn);
