using Conductor.Core.Models;

namespace Conductor.Cli.Answers;

/// <summary>Where <c>ask</c> and <c>chat</c> get their answers: from a conductor that runs, or from one in this process.</summary>
internal interface IAnswers : IAsyncDisposable
{
    /// <summary>Who answers, in a few words for the person.</summary>
    string Origin { get; }

    /// <summary>Asks, and yields what comes. The last output is the end.</summary>
    IAsyncEnumerable<ModelOutput> AskAsync(ModelRequest request, CancellationToken cancellationToken);
}
