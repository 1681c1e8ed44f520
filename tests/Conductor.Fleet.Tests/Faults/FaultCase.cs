using Conductor.Fleet.Tests.Support;

namespace Conductor.Fleet.Tests.Faults;

/// <summary>One fault: how it is made, which evidence moves the clock, and what must be seen besides the answer.</summary>
/// <param name="Id">Its number in the table, with a letter where one number has several forms.</param>
/// <param name="What">What the host does, for the table.</param>
/// <param name="Arrange">Makes the fault, once the first host has proved healthy.</param>
internal sealed record FaultCase(string Id, string What, Action<Trial> Arrange)
{
    /// <summary>Changes the hosts before the conductor sees them.</summary>
    public Action<Trial> Prepare { get; init; } = _ => { };

    /// <summary>Waits for evidence and moves the clock, beside the question.</summary>
    public Func<Trial, CancellationToken, Task> Steer { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Questions at once.</summary>
    public int Turns { get; init; } = 1;

    /// <summary>The text of a whole answer; null: what every model says.</summary>
    public string? Text { get; init; }

    /// <summary>The text of an answer that another host began anew, for callers who have seen nothing yet; null where there is none.</summary>
    public string? OtherText { get; init; }

    /// <summary>What must be so besides: attempts, names, counts. Given the answers.</summary>
    public Func<Trial, IReadOnlyList<Answered>, Task> Judge { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Tries one cell, and says in a few words what became of it.</summary>
    public async Task<string> TryAsync(Cell cell)
    {
        await using var trial = await Trial.StartAsync(cell, Prepare);
        Arrange(trial);
        IReadOnlyList<Answered> answers;
        try
        {
            answers = await AskAsync(trial);
        }
        catch (TimeoutException cause)
        {
            throw new TimeoutException($"{cell} did not end. {trial}", cause);
        }
        foreach (var answered in answers)
        {
            Assert.False(answered.IsLie, $"{cell}: the answer ends after {answered.Text.Length} letters, and looks as if it were whole.");
            if (answered.IsWhole && answered.Text != OtherText)
                Assert.Equal(Text ?? Trial.SaidText, answered.Text);
            else if (!answered.IsWhole)
                Assert.StartsWith(answered.Text, Text ?? Trial.SaidText, StringComparison.Ordinal);
        }
        // Before the judge, who may ask more.
        var words = answers.Select(answered => Words(trial, answered)).Distinct().ToList();
        await Judge(trial, answers);
        return Assert.Single(words);
    }

    private async Task<IReadOnlyList<Answered>> AskAsync(Trial trial)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        // The evidence is for the clock, so whoever moves it looks before the question is asked.
        var steering = Steer(trial, over.Token);
        var asking = Task.WhenAll(Enumerable.Range(0, Turns).Select(_ => trial.AskAsync(over.Token)));
        if (await Task.WhenAny(asking, steering).SoonAsync() == steering)
            await steering;
        var answers = await asking.SoonAsync();
        await over.CancelAsync();
        await steering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.True(steering.IsCompletedSuccessfully, $"{trial.Cell}: the answer came before what should have been seen first. {trial} {string.Join("; ", answers.Distinct())}");
        return answers;
    }

    private string Words(Trial trial, Answered answered)
    {
        if (!answered.IsWhole)
            return answered.Status == 200 ? "clean, in band" : $"clean, {answered.Status}";
        if (answered.Text == OtherText)
            return "whole, begun anew";
        if (trial.AtFallback.Count > 0)
            return trial.AtPrimary.Any(request => request.SentTokens > 0) ? "whole, replayed" : "whole, by another host";
        return trial.AtPrimary.Count > 1 ? "whole, asked again" : "whole";
    }
}
