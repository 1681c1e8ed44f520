using System.Net;
using System.Text.Json;

namespace Conductor.Cli.Answers;

/// <summary>Looks whether a conductor runs at an address.</summary>
internal static class RunningConductor
{
    /// <summary>The model that answers a request that names none: the default one, else the first of a host that answers; empty where there is none.</summary>
    public static string DefaultModel(JsonElement status)
    {
        if (status.GetProperty("default_model") is { ValueKind: JsonValueKind.String } model)
            return model.GetString()!;
        return status.GetProperty("hosts").EnumerateArray()
            .OrderBy(host => host.GetProperty("stand_in").GetBoolean())
            .ThenBy(host => host.GetProperty("health").GetString() == "down")
            .SelectMany(host => host.GetProperty("models").EnumerateArray())
            .FirstOrDefault() is { ValueKind: JsonValueKind.String } first ? first.GetString()! : "";
    }

    /// <summary>What is wrong with its hosts, in a sentence.</summary>
    public static string Problem(JsonElement status) =>
        status.GetProperty("hosts").EnumerateArray().Select(host => host.GetProperty("problem")).FirstOrDefault(problem => problem.ValueKind == JsonValueKind.String)
            is { ValueKind: JsonValueKind.String } found ? found.GetString()! : "No host has a model yet. Get one first, for example: ollama pull llama3.2";

    /// <summary>The conductor's status, or null where there is none: nothing listens, or something else does.</summary>
    /// <exception cref="CliException">One listens and wants a key, or says nothing. That it is slow must not look as if there were none.</exception>
    public static async Task<JsonDocument?> FindAsync(Uri url, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        if (CallerKey.Current is { } key)
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        try
        {
            var status = await StatusAsync(client, url, both.Token);
            if (status is null || status.RootElement.GetProperty("settled").GetBoolean())
                return status;
            // It has only just started. Its list of models waits for its hosts, and then the status knows them.
            using var list = await client.GetAsync(new Uri(url, "/api/tags"), both.Token);
            status.Dispose();
            return await StatusAsync(client, url, both.Token);
        }
        catch (Exception cause) when (cause is HttpRequestException or JsonException or IOException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Silent(url);
        }
    }

    /// <summary>What is said of one that does not answer.</summary>
    public static CliException Silent(Uri url) => new(
        $"What listens at {url} has not answered for {Patience.TotalSeconds:0} s: a conductor that is stopped or overloaded, or a host that is away. Look at its process and its log, or try again.",
        ExitCode.Overdue);

    /// <summary>How long one may take to say that it is there.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(3);

    /// <summary>The surfaces that are connected to it.</summary>
    /// <exception cref="CliException">None answers there, or it does not say.</exception>
    public static async Task<JsonDocument> SurfacesAsync(Uri url, CancellationToken cancellationToken)
    {
        using var status = await FindAsync(url, cancellationToken) ?? throw new CliException($"No conductor answers at {url}. Start one with: conductor serve");
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        if (CallerKey.Current is { } key)
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var answer = await client.GetAsync(new Uri(url, "/conductor/v1/surfaces"), cancellationToken);
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new CliException($"The conductor at {url} wants a key with the scope admin for this (conductor token add NAME --scope admin; CONDUCTOR_KEY).", ExitCode.Refused);
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken))
            : throw new CliException($"The conductor at {url} does not say: it answered {(int)answer.StatusCode}. It may be older than this command.");
    }

    private static async Task<JsonDocument?> StatusAsync(HttpClient client, Uri url, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(new Uri(url, "/conductor/v1/status"), cancellationToken);
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new CliException($"The conductor at {url} wants a key{(CallerKey.Current is null ? "" : " other than the one in CONDUCTOR_KEY")}. Make one (conductor token add NAME) and set CONDUCTOR_KEY to it.", ExitCode.Refused);
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken)) : null;
    }
}
