using Conductor.Core.Conducting;
using Conductor.Core.Ports;
using Conductor.Server.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Cli.Answers;

/// <summary>What a person said about where answers are to come from.</summary>
internal sealed record AnswersRequest(string? Config, string? Http, string[] Backends, string[] Set, bool Verbose)
{
    /// <summary>What is said is kept, where a conductor of one's own answers and the journal is free.</summary>
    public bool Keeps { get; init; }
}

/// <summary>Finds who answers: the running conductor, unless hosts were named or none runs; else one in this process.</summary>
internal static class AnswersFinder
{
    public static async Task<IAnswers> FindAsync(AnswersRequest request, CancellationToken cancellationToken)
    {
        var settings = await SettingsAsync(request, cancellationToken);
        if (request.Backends.Length > 0)
            return await LocalAsync(settings, request.Keeps, cancellationToken);
        var url = FrontDoor.UrlOf(settings.HttpEndpoint);
        using var status = await RunningConductor.FindAsync(url, cancellationToken);
        if (status is not null)
        {
            TellIgnored(request, url);
            return new RemoteAnswers(url, RunningConductor.DefaultModel(status.RootElement), RunningConductor.Problem(status.RootElement));
        }
        if (request.Http is not null)
            throw new CliException($"No conductor answers at {url}. Start one with: conductor serve --http {request.Http}");
        return await LocalAsync(settings, request.Keeps, cancellationToken);
    }

    /// <summary>Says which words of a command count for nothing, because a conductor that runs goes by its own configuration.</summary>
    public static void TellIgnored(AnswersRequest request, Uri url)
    {
        if (request.Set.Length > 0 || request.Config is not null)
            Warn($"The conductor at {url} answers, by its own configuration: {(request.Set.Length > 0 ? "--set" : "--config")} changes nothing there. With --backend URL hosts are asked without it.");
    }

    /// <summary>The settings that a command works with.</summary>
    /// <exception cref="SettingsException">There are mistakes in them.</exception>
    public static Task<ConductorSettings> SettingsAsync(AnswersRequest request, CancellationToken cancellationToken) => SettingsSource.ReadAsync(
        new SettingsRequest { File = request.Config, Http = request.Http, Backends = request.Backends, Set = request.Set, Warn = Warn }, cancellationToken);

    private static async Task<LocalAnswers> LocalAsync(ConductorSettings settings, bool keeps, CancellationToken cancellationToken)
    {
        if (keeps && settings.Journal.Directory is not null)
        {
            var keeping = Conductor(settings);
            try
            {
                await keeping.WaitUntilOpenAsync(cancellationToken);
                return new LocalAnswers(keeping);
            }
            catch (ConversationStoreException cause)
            {
                await keeping.DisposeAsync();
                Warn($"What is said here is not kept. {cause.Message}");
            }
        }
        return new LocalAnswers(Conductor(settings with { Journal = new() }));
    }

    private static LocalConductor Conductor(ConductorSettings settings) =>
        new(PlanFactory.Create(settings, TimeProvider.System), TimeProvider.System, NullLoggerFactory.Instance);

    private static void Warn(string sentence) => Console.Error.WriteLine($"conductor: {sentence}");
}
