using Conductor.OllamaSim.Words;

namespace Conductor.OllamaSim;

/// <summary>
/// What a model says, at which pace, and what goes wrong on the way: a step of a script. Immutable, so one answer may serve many
/// requests and simulators. Without a pace of its own it takes the model's, which by default is a burst.
/// </summary>
/// <example><code>
/// Answer.Text("Hello there").Paced(50)
/// Answer.Tokens(60).With(Fault.CutAfter(40))
/// Answer.Tokens("he", "llo").Thinking("hm").Gated(gate)
/// Answer.From(request => Answer.Text(request.Prompt.ToUpperInvariant()))
/// </code></example>
public sealed record Answer
{
    private Answer(Func<SimRequest, IReadOnlyList<Piece>>? words) => Spoken = words;

    /// <summary>What the model would say anyway.</summary>
    public static Answer Usual { get; } = new(words: null);

    /// <summary>This text, cut into tokens at its words.</summary>
    public static Answer Text(string text) => Fixed([.. Words.Tokens.Split(text).Select(Piece.Said)]);

    /// <summary>Exactly these tokens.</summary>
    public static Answer Tokens(params string[] tokens) => Fixed([.. tokens.Select(Piece.Said)]);

    /// <summary>So many tokens of made-up words; the same request gets the same words from every simulator.</summary>
    public static Answer Tokens(int count) => new(request => Vocabulary.Say(Vocabulary.SeedOf(request), count));

    /// <summary>The last user message or prompt, word for word.</summary>
    public static Answer Echo { get; } = new(request => [.. Words.Tokens.Split(request.Prompt).Select(Piece.Said)]);

    /// <summary>A function of the request. Called once for each request.</summary>
    public static Answer From(Func<SimRequest, Answer> choose) => Usual with { Choose = choose };

    /// <summary>A tool call with these arguments, a JSON object.</summary>
    public static Answer ToolCall(string name, string arguments = "{}") => Fixed([Piece.Call(name, arguments)]);

    /// <summary>A call of the first tool that the request offers, with arguments made up from its schema; text when it offers none.</summary>
    public static Answer CallFirstTool { get; } = From(request => Toolbox.First(request) is { } tool ? ToolCall(tool.Name, tool.Arguments) : Usual);

    /// <summary>Nothing at all, and the end.</summary>
    public static Answer Nothing { get; } = Fixed([]);

    /// <summary>Thinks this first, cut into tokens at its words. Left out when the request says <c>think:false</c>.</summary>
    public Answer Thinking(string thinking)
    {
        Piece[] thoughts = [.. Words.Tokens.Split(thinking).Select(Piece.Thought)];
        return this with { Before = [.. thoughts, .. Before] };
    }

    /// <summary>Says this after everything else.</summary>
    public Answer ThenText(string text) => this with { After = [.. After, .. Words.Tokens.Split(text).Select(Piece.Said)] };

    /// <summary>Calls this tool after everything else; the arguments are a JSON object.</summary>
    public Answer ThenToolCall(string name, string arguments = "{}") => this with { After = [.. After, Piece.Call(name, arguments)] };

    /// <summary>At this many tokens per second.</summary>
    public Answer Paced(double tokensPerSecond) => this with { TokensPerSecond = tokensPerSecond, Gate = null };

    /// <summary>As fast as the client takes it, whatever the model's pace.</summary>
    public Answer Burst() => Paced(double.PositiveInfinity);

    /// <summary>Each token when the gate lets it pass.</summary>
    public Answer Gated(TokenGate gate) => this with { Gate = gate };

    /// <summary>Begins after this time, in which the model reads its prompt.</summary>
    public Answer Delayed(TimeSpan delay) => this with { Prefill = delay };

    /// <summary>Ends with this <c>done_reason</c> or <c>finish_reason</c> instead of <c>stop</c>.</summary>
    public Answer EndingWith(string reason) => this with { Reason = reason };

    /// <summary>Reports these counts instead of the true ones; zero leaves the count out.</summary>
    public Answer Counting(int promptTokens, int answerTokens) => this with { Counts = (promptTokens, answerTokens) };

    /// <summary>
    /// Adds a member that no client knows yet to every object of the answer, streamed or whole; the value is JSON.
    /// </summary>
    public Answer WithExtra(string name, string json) => this with { Extras = [.. Extras, (name, json)] };

    /// <summary>The same, gone wrong; a second fault is added to the first.</summary>
    public Answer With(Fault fault) => this with { Fault = Fault is null ? fault : Fault.And(fault) };

    /// <summary>The model's usual answer, gone wrong.</summary>
    public static implicit operator Answer(Fault fault) => Usual.With(fault);

    /// <summary>The model's usual answer, gone wrong.</summary>
    public static Answer FromFault(Fault fault) => fault;

    internal double? TokensPerSecond { get; private init; }

    internal TokenGate? Gate { get; private init; }

    internal TimeSpan? Prefill { get; private init; }

    internal string? Reason { get; private init; }

    internal (int Prompt, int Answer)? Counts { get; private init; }

    internal Fault? Fault { get; private init; }

    internal (string Name, string Json)[] Extras { get; private init; } = [];

    private Func<SimRequest, IReadOnlyList<Piece>>? Spoken { get; init; }

    private Func<SimRequest, Answer>? Choose { get; init; }

    private Piece[] Before { get; init; } = [];

    private Piece[] After { get; init; } = [];

    /// <summary>Settles what depends on the request, and fills what this answer leaves open from the usual one.</summary>
    internal Answer For(SimRequest request, Answer usual) => Settle(request).Onto(usual.Settle(request));

    /// <summary>Whether neither the script nor the model says what to say.</summary>
    internal bool IsOpen => Spoken is null;

    /// <summary>The words; <paramref name="usual"/> ones when the answer leaves them open.</summary>
    internal IReadOnlyList<Piece> Say(SimRequest request, Func<SimRequest, IReadOnlyList<Piece>> usual)
    {
        var spoken = (Spoken ?? usual).Invoke(request);
        return Before.Length == 0 && After.Length == 0 ? spoken : [.. Before, .. spoken, .. After];
    }

    private Answer Settle(SimRequest request) =>
        Choose is { } choose ? (this with { Choose = null }).Onto(choose(request).Settle(request)) : this;

    private Answer Onto(Answer below) => this with
    {
        Spoken = Spoken ?? below.Spoken,
        Before = Spoken is null ? [.. Before, .. below.Before] : Before,
        After = Spoken is null ? [.. below.After, .. After] : After,
        Gate = Gate ?? (TokensPerSecond is null ? below.Gate : null),
        TokensPerSecond = TokensPerSecond ?? below.TokensPerSecond,
        Prefill = Prefill ?? below.Prefill,
        Reason = Reason ?? below.Reason,
        Counts = Counts ?? below.Counts,
        Extras = [.. below.Extras, .. Extras],
        Fault = Fault is null ? below.Fault : below.Fault?.And(Fault) ?? Fault,
    };

    private static Answer Fixed(IReadOnlyList<Piece> pieces) => new(_ => pieces);
}
