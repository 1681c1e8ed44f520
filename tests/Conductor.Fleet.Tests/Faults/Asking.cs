using System.Text;
using System.Text.Json;
using Conductor.Fleet.Tests.Support;

namespace Conductor.Fleet.Tests.Faults;

/// <summary>Asks a conductor as a careful client of each API does, and reads what comes to the last byte.</summary>
internal sealed class Asking(HttpClient client, WatchedTime time)
{
    // How long a broken body stays open after its error line, so that clients read it.
    private static readonly TimeSpan TimeToReadTheError = TimeSpan.FromMilliseconds(250);

    public const string Prompt = "Why is the sky blue?";

    public async Task<Answered> AskAsync(Door door, bool stream, string model, CancellationToken cancellationToken, string prompt = Prompt)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, door == Door.Ollama ? "/api/chat" : "/v1/chat/completions");
        request.Content = new StringContent(Body(door, stream, model, prompt), Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var status = (int)response.StatusCode;
        var host = response.Headers.TryGetValues("X-Conductor-Host", out var hosts) ? hosts.Single() : null;
        var route = response.Headers.TryGetValues("X-Conductor-Route", out var routes) ? routes.Single() : null;
        if (status != 200 || !stream)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            using var whole = JsonDocument.Parse(text);
            return (status == 200 ? Whole(door, whole.RootElement) : new Answered(false, status, "", ErrorOf(whole.RootElement) ?? text)) with { Host = host, Route = route };
        }
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        var sink = new StreamedAnswer(door);
        try
        {
            while (await NextLineAsync(reader, sink.Error is not null, cancellationToken) is { } line)
                sink.Take(line);
        }
        catch (IOException) when (sink.Error is not null)
        {
            // As it should be: a body with an error in it has no proper end.
            return sink.Answer(isCut: true) with { Host = host, Route = route };
        }
        return sink.Answer(isCut: false) with { Host = host, Route = route };
    }

    // Behind an error the body is held open for a moment of the conductor's clock, which nobody moves but we.
    private async Task<string?> NextLineAsync(StreamReader reader, bool isBroken, CancellationToken cancellationToken)
    {
        var reading = reader.ReadLineAsync(cancellationToken).AsTask();
        for (var seen = 0; isBroken && !reading.IsCompleted; seen = time.TimesSet(TimeToReadTheError))
            if (await Task.WhenAny(reading, time.SetAsync(TimeToReadTheError, seen, cancellationToken)) != reading)
                time.Advance(TimeToReadTheError);
        return await reading;
    }

    private static string Body(Door door, bool stream, string model, string prompt) =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{prompt}}"}],"stream":{{(stream ? "true" : "false")}}{{(door == Door.OpenAi && stream ? ""","stream_options":{"include_usage":true}""" : "")}}}""";

    private static Answered Whole(Door door, JsonElement answer) => door == Door.Ollama
        ? new Answered(answer.GetProperty("done").GetBoolean(), 200, answer.GetProperty("message").GetProperty("content").GetString()!, null)
        {
            Model = answer.GetProperty("model").GetString(),
            Tokens = answer.GetProperty("eval_count").GetInt32(),
        }
        : new Answered(
            answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString() is not null, 200,
            answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!, null)
        {
            Model = answer.GetProperty("model").GetString(),
            Tokens = answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32(),
        };

    internal static string? ErrorOf(JsonElement json) =>
        !json.TryGetProperty("error", out var error) ? null : error.ValueKind == JsonValueKind.String ? error.GetString() : error.GetProperty("message").GetString();
}
