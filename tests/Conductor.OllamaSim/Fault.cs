namespace Conductor.OllamaSim;

/// <summary>
/// Something that a real upstream does wrong, as a step of a script. Immutable; faults combine with <see cref="And"/>. Positions count
/// tokens (thinking and tool calls included), on every protocol. An answer that is not streamed is cut, silenced or spoiled within its body,
/// at the same share of its length.
/// </summary>
/// <example><code>
/// sim.Next(Fault.Status(429).RetryAfter(TimeSpan.FromSeconds(2)));
/// sim.Always(Fault.CutAfter(40));
/// sim.Next(Answer.Text("héllo").With(Fault.OneBytePackets.And(Fault.Crlf)));
/// </code></example>
public sealed partial record Fault
{
    private const string HtmlType = "text/html; charset=utf-8";

    private Fault(string name) => Name = name;

    /// <summary>What it is, in words, as the log shows it.</summary>
    public string Name { get; private init; }

    /// <summary>Answers with this status and the protocol's own error object; without a message, the one that goes with the status.</summary>
    public static Fault Status(int status, string? message = null) => new($"status {status}") { Refusal = new Refusal(status, message) };

    /// <summary>Answers 429, with <c>Retry-After</c> when a time is given (whole seconds).</summary>
    public static Fault TooManyRequests(TimeSpan? retryAfter = null) => retryAfter is { } after ? Status(429).RetryAfter(after) : Status(429);

    /// <summary>400: the prompt is longer than the model's context, in the words of the protocol.</summary>
    public static Fault ContextLengthExceeded { get; } = new("context length exceeded")
    {
        Refusal = new Refusal(400, "the input length exceeds the context length", "context_length_exceeded"),
    };

    /// <summary>400: the upstream refuses what was asked, for a reason that the caller should see.</summary>
    public static Fault ContentRefused(string reason = "the request was refused by the content policy") =>
        new("content refused") { Refusal = new Refusal(400, reason, "content_policy_violation") };

    /// <summary>400, but only when the last message is the assistant's; anything else is answered as usual.</summary>
    public static Fault RefuseTrailingAssistant { get; } =
        Status(400, "the last message must not come from the assistant").OnlyWhen(request => request.Messages is [.., { Role: "assistant" }])
            with
        { Name = "trailing assistant message refused" };

    /// <summary>A web page in place of the answer, as a proxy or a captive portal gives.</summary>
    public static Fault Html(int status = 200) => new($"html {status}")
    {
        Refusal = new Refusal(status) { ContentType = HtmlType, Body = "<!DOCTYPE html>\n<html><body><h1>Welcome</h1></body></html>\n" },
    };

    /// <summary>A redirect, by default to a page on the simulator that answers HTML.</summary>
    public static Fault Redirect(string location = "/login", int status = 302) => new($"redirect {status}")
    {
        Refusal = new Refusal(status) { ContentType = HtmlType, Body = $"<a href=\"{location}\">Found</a>.\n\n", Headers = [new("Location", location)] },
    };

    /// <summary>Exactly this answer, whatever was asked; also the way to let a list lie.</summary>
    public static Fault Body(string body, string contentType = "application/json; charset=utf-8", int status = 200) =>
        new($"body {status}") { Refusal = new Refusal(status) { ContentType = contentType, Body = body } };

    /// <summary>RST in place of an answer.</summary>
    public static Fault ResetBeforeHeaders { get; } = new("reset before headers") { Before = BeforeHeaders.Reset };

    /// <summary>FIN in place of an answer.</summary>
    public static Fault CloseBeforeHeaders { get; } = new("close before headers") { Before = BeforeHeaders.Close };

    /// <summary>Accepts the request and never answers; holds its slot until the client leaves.</summary>
    public static Fault NeverAnswer { get; } = new("never answers") { Before = BeforeHeaders.Silence };

    /// <summary>Sends the headers at once and the first token after <paramref name="silence"/>, by default never.</summary>
    public static Fault HeadersThenSilence(TimeSpan? silence = null) =>
        new("headers, then silence") { FirstTokenAfter = silence ?? Timeout.InfiniteTimeSpan };

    /// <summary>Closes with FIN after this many tokens, without a terminator.</summary>
    public static Fault CutAfter(int tokens) => new($"cut after {tokens}") { Middle = new Middle(tokens, MiddleKind.Cut) };

    /// <summary>Resets the connection after this many tokens.</summary>
    public static Fault ResetAfter(int tokens) => new($"reset after {tokens}") { Middle = new Middle(tokens, MiddleKind.Reset) };

    /// <summary>Sends nothing more after this many tokens; the connection stays open until the client leaves.</summary>
    public static Fault SilentAfter(int tokens) => new($"silent after {tokens}") { Middle = new Middle(tokens, MiddleKind.Silence) };

    /// <summary>Pauses after this many tokens, then goes on as if nothing had happened.</summary>
    public static Fault PauseAfter(int tokens, TimeSpan pause) =>
        new($"pause after {tokens}") { Middle = new Middle(tokens, MiddleKind.Pause) { Pause = pause } };

    /// <summary>Puts one malformed line or event after this many tokens, then goes on. Half a JSON object, unless the text is given.</summary>
    public static Fault GarbageAfter(int tokens, string? garbage = null) =>
        new($"garbage after {tokens}") { Middle = new Middle(tokens, MiddleKind.Garbage) { Text = garbage } };

    /// <summary>
    /// An error in band after this many tokens, then the end of the body without a terminator: an <c>{"error":...}</c> line, or on
    /// SSE an error event. Ollama's own <c>/v1</c> sends an empty delta in its place, as the real one does; see <see cref="AsErrorEvent"/>.
    /// </summary>
    public static Fault ErrorAfter(int tokens, string message = "an error was encountered while running the model") =>
        new($"error after {tokens}") { Middle = new Middle(tokens, MiddleKind.Error) { Text = message } };

    /// <summary>
    /// Complete but for the terminator: native, the last line says <c>done:false</c> beside its reason; SSE, no <c>[DONE]</c>. The body then ends
    /// cleanly.
    /// </summary>
    public static Fault NoTerminator { get; } = new("no terminator") { End = new EndForm(LacksReason: false, LacksTerminator: true) };

    /// <summary>
    /// All tokens, but no word on why they end: native, no last line; SSE, no finish chunk, yet a <c>[DONE]</c>. The body then ends cleanly.
    /// </summary>
    public static Fault NoFinishReason { get; } = new("no finish reason") { End = new EndForm(LacksReason: true, LacksTerminator: false) };

    /// <summary>
    /// All tokens, then the clean end of the body, and no other word: what Ollama's <c>/v1</c> makes of its own errors, and what careless clients take
    /// for success.
    /// </summary>
    public static Fault BareEnd { get; } = NoFinishReason.And(NoTerminator) with { Name = "bare end" };

    /// <summary>Everything is sent, the terminator too, but the HTTP body never ends.</summary>
    public static Fault NeverEnds { get; } = new("body never ends") { LeaveOpen = true };

    /// <summary>Every byte of the answer, headers included, in a packet of its own, about 0.1 ms apart.</summary>
    public static Fault OneBytePackets { get; } = PacketsOf(1);

    /// <summary>The answer in packets of this many bytes.</summary>
    public static Fault PacketsOf(int bytes) => new($"packets of {bytes}") { PacketBytes = bytes };

    /// <summary>A packet border inside every multi-byte character.</summary>
    public static Fault SplitCharacters { get; } = new("split characters") { SplitsCharacters = true };

    /// <summary>Lines that end in CR LF.</summary>
    public static Fault Crlf { get; } = new("crlf") { UsesCrlf = true };

    /// <summary>Blank lines between the lines or events.</summary>
    public static Fault BlankLines { get; } = new("blank lines") { HasBlankLines = true };

    /// <summary>SSE comments between the events; on NDJSON, which has none, a space before each line.</summary>
    public static Fault Comments { get; } = new("comments") { HasComments = true };

    /// <summary>The first token is this long: one line of more than so many bytes. By default 4 MB.</summary>
    public static Fault HugeLine(int bytes = 4 << 20) => new($"line of {bytes}") { HugeTokenBytes = bytes };

    /// <summary>The body compressed with gzip, whether the client asked for it or not; flushed at each token.</summary>
    public static Fault Gzip { get; } = new("gzip") { IsGzip = true };
}
