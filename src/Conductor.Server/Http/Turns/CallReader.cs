using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Turns;

/// <summary>What a caller wants: what is asked of the model, and how the answer is to come.</summary>
/// <param name="Request">What is asked.</param>
/// <param name="Stream">Piece by piece, or as one object.</param>
/// <param name="Form">How the answer is spelled.</param>
internal sealed record Call(ModelRequest Request, bool Stream, AnswerForm Form);

/// <summary>Reads the requests of one route, and refuses in its API's own form. Safe for concurrent callers.</summary>
internal abstract class CallReader
{
    /// <summary>The kind of work that its requests are, where the route alone says it; null where it does not.</summary>
    public virtual TaskKind? Kind => null;

    /// <summary>Reads a request's body.</summary>
    public abstract bool TryRead(
        HttpContext context, JsonElement body, [NotNullWhen(true)] out Call? call, [NotNullWhen(false)] out Refusal? refusal);

    /// <summary>Answers with a refusal.</summary>
    public abstract Task RefuseAsync(HttpContext context, Refusal refusal);
}
