using System.CommandLine;
using Conductor.Cli.Doctoring;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor doctor</c>: what is wrong, and how to mend it.</summary>
internal static class DoctorCommand
{
    public static Command Build()
    {
        var (config, http, backend, set) = (CommonOptions.Config(), CommonOptions.Http(), CommonOptions.Backend(), CommonOptions.Set());
        var prompt = new Option<bool>("--prompt") { Description = "Ask one model of each host a tiny question, and time it. Loads the model where it is not in memory." };
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON, at the end." };
        var command = new Command(
            "doctor",
            "Looks at the configuration, this machine, and every host, and says what is wrong and how to mend it. Changes nothing. Exit code 1 when something is broken.")
        {
            config,
            http,
            backend,
            set,
            prompt,
            json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = new SettingsRequest
            {
                File = parsed.GetValue(config),
                Http = parsed.GetValue(http),
                Backends = parsed.GetValue(backend) ?? [],
                Set = parsed.GetValue(set) ?? [],
            };
            return await RunAsync(new Examination(settings, parsed.GetValue(prompt)), parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(Examination examination, bool asJson, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        try
        {
            await foreach (var finding in new Doctor(TimeProvider.System).ExamineAsync(examination, cancellationToken))
            {
                findings.Add(finding);
                if (!asJson)
                    await DoctorReport.SayAsync(finding);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        if (asJson)
            await Console.Out.WriteLineAsync(DoctorReport.Json(findings));
        else
            await DoctorReport.SumUpAsync(findings);
        return findings.Any(finding => finding.Gravity == Gravity.Broken) ? ExitCode.Failed : ExitCode.Good;
    }
}
