using System.Buffers;
using System.Net.Http.Json;
using System.Text.Json;
using Conductor.Cli.Answers;
using Conductor.Core.Conducting;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Server.Configuration;
using Conductor.Server.Http.Native;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Cli.Routes;

/// <summary>Asks where a request would run: the conductor that runs, unless hosts were named or none runs; else one in this process.</summary>
internal static class RouteAsker
{
    /// <summary>The explanation.</summary>
    /// <exception cref="CliException">The conductor that was named does not answer, or refuses to say.</exception>
    public static async Task<JsonDocument> AskAsync(AnswersRequest from, ModelRequest request, TaskKind? task, CancellationToken cancellationToken)
    {
        var settings = await AnswersFinder.SettingsAsync(from, cancellationToken);
        var url = FrontDoor.UrlOf(settings.HttpEndpoint);
        if (from.Backends.Length == 0)
        {
            using var status = await RunningConductor.FindAsync(url, cancellationToken);
            if (status is not null)
            {
                AnswersFinder.TellIgnored(from, url);
                return await RemoteAsync(url, request, task, cancellationToken);
            }
            if (from.Http is not null)
                throw new CliException($"No conductor answers at {url}. Start one with: conductor serve --http {from.Http}");
        }
        return await LocalAsync(settings, request, task, cancellationToken);
    }

    private static async Task<JsonDocument> RemoteAsync(Uri url, ModelRequest request, TaskKind? task, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        using var post = new HttpRequestMessage(HttpMethod.Post, new Uri(url, "/conductor/v1/route"))
        {
            Content = JsonContent.Create(new { model = request.Model, messages = request.Messages.Select(message => new { role = message.Role, content = message.Content }) }),
        };
        if (task is { } kind)
            post.Headers.Add("X-Conductor-Task", TaskClass.WordOf(kind));
        using var answer = await client.SendAsync(post, cancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(body)
            : throw new CliException($"The conductor at {url} does not say: it answered {(int)answer.StatusCode}.");
    }

    private static async Task<JsonDocument> LocalAsync(ConductorSettings settings, ModelRequest request, TaskKind? task, CancellationToken cancellationToken)
    {
        await using var conductor = new LocalConductor(PlanFactory.Create(settings with { Journal = new() }, TimeProvider.System), TimeProvider.System, NullLoggerFactory.Instance);
        var fleet = await conductor.RefreshFleetAsync(TimeSpan.FromSeconds(1), cancellationToken);
        var bytes = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(bytes))
            RouteExplanation.Write(json, request, task, fleet, TimeProvider.System);
        return JsonDocument.Parse(bytes.WrittenMemory);
    }
}
