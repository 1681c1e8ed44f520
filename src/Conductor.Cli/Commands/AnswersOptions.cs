using System.CommandLine;
using Conductor.Cli.Answers;
using Conductor.Cli.Surfaces;
using Conductor.Cli.Terminal;
using Conductor.Client;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Commands;

/// <summary>Where a command's answers come from, as the person says: a running conductor, or hosts of its own.</summary>
internal sealed class AnswersOptions
{
    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<string?> _http = CommonOptions.Http();
    private readonly Option<string[]> _backend = CommonOptions.Backend();
    private readonly Option<string[]> _set = CommonOptions.Set();
    private readonly Option<bool> _verbose = CommonOptions.Verbose();

    public void AddTo(Command command)
    {
        command.Add(_config);
        command.Add(_http);
        command.Add(_backend);
        command.Add(_set);
        command.Add(_verbose);
    }

    /// <summary>What was said.</summary>
    public AnswersRequest Read(ParseResult parsed) => new(
        parsed.GetValue(_config), parsed.GetValue(_http), parsed.GetValue(_backend) ?? [], parsed.GetValue(_set) ?? [], parsed.GetValue(_verbose));

    /// <summary>
    /// Connects as a surface to the conductor that is meant, and runs the command with it; where none runs that could be connected to,
    /// or hosts were named, runs it with answers from elsewhere. What is wrong with the options is said.
    /// </summary>
    public async Task<int> WithSurfaceAsync(
        ParseResult parsed, SurfaceOptions surface, Func<ConductorClient, Task<int>> run, Func<IAnswers, Task<int>> orElse, CancellationToken cancellationToken)
    {
        try
        {
            if (parsed.GetValue(_backend) is not { Length: > 0 })
            {
                var request = surface.Read(parsed, parsed.GetValue(_config), parsed.GetValue(_http), parsed.GetValue(_set));
                await using var client = await SurfaceFinder.FindAsync(request, ChatCommand.Capabilities(), cancellationToken);
                if (client is not null)
                    return await run(client);
            }
        }
        catch (Exception complaint) when (complaint is CliException or SettingsException)
        {
            return await Complaint.OfAsync(complaint);
        }
        return await WithAnswersAsync(parsed, orElse, cancellationToken, keeps: true);
    }

    /// <summary>Finds who answers, runs the command with it, and lets go of it. What is wrong with the options is said.</summary>
    public async Task<int> WithAnswersAsync(ParseResult parsed, Func<IAnswers, Task<int>> run, CancellationToken cancellationToken, bool keeps = false)
    {
        try
        {
            var request = Read(parsed) with { Keeps = keeps };
            await using var answers = await AnswersFinder.FindAsync(request, cancellationToken);
            if (request.Verbose)
                await Console.Error.WriteLineAsync($"Asking {answers.Origin}.");
            return await run(answers);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception complaint) when (complaint is CliException or SettingsException)
        {
            return await Complaint.OfAsync(complaint);
        }
    }
}
