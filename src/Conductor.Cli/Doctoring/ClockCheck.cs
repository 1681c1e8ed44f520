using Conductor.Server.Configuration;

namespace Conductor.Cli.Doctoring;

/// <summary>Compares the clock of a host with ours, by the date that its server puts on every answer.</summary>
internal sealed class ClockCheck(HostSettings host, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    // The date has whole seconds, and the answer takes its time.
    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(30);

    /// <summary>What is wrong with it; null where nothing is, or where it does not tell.</summary>
    public async Task<Finding?> RunAsync(CancellationToken cancellationToken)
    {
        if (await DateAsync(cancellationToken) is not { } there)
            return null;
        var apart = there - time.GetUtcNow();
        if (apart.Duration() <= Bearable)
            return null;
        return Finding.Warning($"host {host.Name}",
            $"Its clock is {Span(apart.Duration())} {(apart > TimeSpan.Zero ? "ahead of" : "behind")} the clock here: times of keep-alive, logs and traces do not fit together, and certificates may count as expired.",
            "Let both be set by the network: timedatectl set-ntp true");
    }

    private async Task<DateTimeOffset?> DateAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            // Whatever it answers there, and be it a refusal: only the date counts.
            using var response = await client.GetAsync(new Uri(new Uri(host.Url), "/"), HttpCompletionOption.ResponseHeadersRead, both.Token);
            return response.Headers.Date;
        }
        catch (Exception cause) when (cause is HttpRequestException || (cause is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The probe tells what is wrong with it.
            return null;
        }
    }

    private static string Span(TimeSpan apart) => apart.TotalMinutes < 2 ? $"{apart.TotalSeconds:0} s" : apart.TotalHours < 2 ? $"{apart.TotalMinutes:0} min" : $"{apart.TotalHours:0} h";
}
