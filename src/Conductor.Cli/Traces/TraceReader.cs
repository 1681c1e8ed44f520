using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Conductor.Cli.Answers;

namespace Conductor.Cli.Traces;

/// <summary>Follows the turns of a running conductor.</summary>
internal static class TraceReader
{
    /// <summary>The steps as they come, each with the line that it came in.</summary>
    /// <param name="url">Where the conductor is.</param>
    /// <param name="question">What is wanted: empty for all turns that begin from now on, <c>?turn=ID</c>, or <c>?recent=true</c>.</param>
    /// <param name="connected">Called once it hears us.</param>
    /// <param name="cancellationToken">Stops following.</param>
    /// <exception cref="CliException">None answers, or it wants a key with the scope admin.</exception>
    public static async IAsyncEnumerable<(string Line, JsonElement Step)> StepsAsync(Uri url, string question, Action connected, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
        if (CallerKey.Current is { } key)
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var response = await AskAsync(client, url, question, cancellationToken);
        connected();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await NextAsync(lines, cancellationToken) is { } line)
            yield return (line, JsonElement.Parse(line));
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, Uri url, string question, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(RunningConductor.Patience, TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var response = await client.GetAsync(new Uri(url, $"/conductor/v1/trace{question}"), HttpCompletionOption.ResponseHeadersRead, both.Token);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => response,
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => throw new CliException($"The conductor at {url} wants a key that may administer it. Make one (conductor token add NAME --scope admin) and set CONDUCTOR_KEY to it.", ExitCode.Refused),
                HttpStatusCode.NotFound => throw new CliException($"What answers at {url} cannot be followed: it is no conductor, or an older one."),
                _ => throw new CliException($"The conductor at {url} refuses ({(int)response.StatusCode}): {await response.Content.ReadAsStringAsync(cancellationToken)}"),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw RunningConductor.Silent(url);
        }
        catch (HttpRequestException)
        {
            throw new CliException($"No conductor answers at {url}. Start one with: conductor serve");
        }
    }

    // It ends with the conductor.
    private static async Task<string?> NextAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadLineAsync(cancellationToken);
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException)
        {
            return null;
        }
    }
}
