using System.Text;
using Conductor.Core.Models;

namespace Conductor.Core.Conversations;

/// <summary>How many tokens the words of one conversation cost: a guess, until a host has counted some of them.</summary>
internal sealed class TokenGauge
{
    /// <summary>Tokens per byte of UTF-8 where nobody has counted: on the safe side for prose, code and most languages.</summary>
    public const double Guess = 1 / 3.3;

    /// <summary>Tokens per byte.</summary>
    public double TokensPerByte { get; private set; } = Guess;

    /// <summary>Hosts have counted.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>A host has counted the tokens of a request.</summary>
    public void Counted(IEnumerable<ChatMessage> request, long tokens)
    {
        var bytes = request.Sum(message => (long)Bytes(message));
        // A host that has read most of a prompt before counts only the rest; and very short ones say little.
        if (tokens <= 0 || bytes < 64 || tokens > bytes * 2 || tokens < bytes / 12)
            return;
        (TokensPerByte, IsKnown) = ((double)tokens / bytes, true);
    }

    /// <summary>The bytes of a message's words.</summary>
    public static int Bytes(ChatMessage message) => Encoding.UTF8.GetByteCount(message.Content);
}
