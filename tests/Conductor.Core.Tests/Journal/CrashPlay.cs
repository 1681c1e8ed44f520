using Conductor.Conformance;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Journal;
using Conductor.Core.Ports;
using Conductor.Core.Tests.Ports;

namespace Conductor.Core.Tests.Journal;

/// <summary>One journal's life with crashes, beside a model of what it must hold.</summary>
internal sealed class CrashPlay(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<Guid, Model> _models = [];
    private SimulatedDisk _disk = new();

    public async Task RunAsync(int crashes)
    {
        for (var crash = 0; crash < crashes; crash++)
        {
            var journal = await Journals.OpenAsync(_disk);
            await JudgeAsync(journal);
            await LiveAsync(journal);
            var found = _disk.Crash(_random);
            // The old process may go on: nothing of it reaches the disk any more.
            await journal.DisposeAsync();
            _disk = found;
        }
        await using var last = await Journals.OpenAsync(_disk);
        await JudgeAsync(last);
    }

    private async Task LiveAsync(ConversationJournal journal)
    {
        var underWay = new List<(Model Model, int Count, Task<AppendOutcome> Outcome)>();
        var claims = new Dictionary<Guid, (long Epoch, long Head)>();
        for (var steps = _random.Next(1, 25); steps > 0; steps--)
        {
            var id = _models.Count < 3 || _random.Next(8) == 0 ? Guid.CreateVersion7() : _models.Keys.ElementAt(_random.Next(_models.Count));
            if (!claims.TryGetValue(id, out var claim))
                claim = await journal.GrantedAsync(id) is var granted ? (granted.Epoch, granted.Head) : default;
            if (!_models.TryGetValue(id, out var model))
                _models[id] = model = new Model();
            if (_random.Next(20) == 0 && model.Said.Count > 0 && !model.IsDeleting)
            {
                model.IsDeleting = true;
                underWay.Add((model, 0, journal.DeleteAsync(id, claim.Epoch, null).AsTask()));
                continue;
            }
            if (model.IsDeleting)
                continue;
            var count = _random.Next(1, 4);
            var events = Enumerable.Range(0, count).Select(_ => (ConversationEvent)Happened.Said(Words())).ToList();
            model.Said.AddRange(events.Cast<PromptAccepted>().Select(prompt => prompt.Message!.Content));
            model.Sizes.Add(count);
            underWay.Add((model, count, journal.AppendAsync(id, claim.Epoch, claim.Head, events).AsTask()));
            claims[id] = (claim.Epoch, claim.Head + count);
            if (_random.Next(3) == 0)
                await Task.WhenAll(underWay.Select(one => one.Outcome));
        }
        // The crash comes at any moment: some of it is acknowledged by then.
        foreach (var (model, count, outcome) in underWay.Where(one => one.Outcome.IsCompleted))
            if (await outcome is Appended)
                Acknowledge(model, count);
    }

    private static void Acknowledge(Model model, int count)
    {
        model.Acknowledged += count;
        model.IsDeleted |= count == 0;
    }

    private async Task JudgeAsync(ConversationJournal journal)
    {
        foreach (var (id, model) in _models.ToArray())
        {
            var stored = await journal.AllAsync(id);
            var words = stored.Select(one => ((PromptAccepted)one.Event).Message!.Content).ToList();
            Assert.Equal(Enumerable.Range(1, words.Count).Select(number => (long)number), stored.Select(one => one.Number));
            if (words.Count == 0 && model.IsDeleting)
                Assert.Null(await journal.LocateAsync(id, TestContext.Current.CancellationToken));
            else
                Assert.True(!model.IsDeleted && words.Count >= model.Acknowledged, $"seed {seed}: {words.Count} of {model.Acknowledged} acknowledged");
            Assert.Equal(model.Said.Take(words.Count), words);
            Assert.Contains(words.Count, model.Boundaries());
            Assert.Empty(journal.Findings.Damage);
            if (words.Count == 0)
                _models.Remove(id);
            else
                model.FallBackTo(words.Count);
        }
    }

    private string Words() => new((char)('a' + _random.Next(26)), _random.Next(1, 900));

    private sealed class Model
    {
        public List<string> Said { get; } = [];

        public List<int> Sizes { get; } = [];

        public int Acknowledged { get; set; }

        public bool IsDeleting { get; set; }

        public bool IsDeleted { get; set; }

        /// <summary>The lengths that it may have: after each whole append.</summary>
        public IEnumerable<int> Boundaries()
        {
            var sum = 0;
            yield return 0;
            foreach (var size in Sizes)
                yield return sum += size;
        }

        /// <summary>What was found after a crash is what counts from then on.</summary>
        public void FallBackTo(int count)
        {
            Said.RemoveRange(count, Said.Count - count);
            while (Sizes.Sum() > count)
                Sizes.RemoveAt(Sizes.Count - 1);
            (Acknowledged, IsDeleting) = (count, false);
        }
    }
}
