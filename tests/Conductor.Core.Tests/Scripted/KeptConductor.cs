using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Conversations;
using Conductor.Core.Embedded;
using Conductor.Core.Hosts;
using Conductor.Core.Journal;
using Conductor.Core.Ports;
using Conductor.Core.Tests.Journal;
using Conductor.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Core.Tests.Scripted;

/// <summary>A conductor on virtual time that keeps its conversations on a simulated disk, and can die.</summary>
internal sealed class KeptConductor : IAsyncDisposable
{
    private readonly Task<EmbeddedPorts> _opening;
    private readonly EmbeddedPermits _permits = new();

    public KeptConductor(SimulatedDisk disk, SavingOptions? saving = null, HistoryOptions? history = null, WarmUpPlan? warmUp = null, TimeSpan later = default, params ScriptedHost[] hosts)
    {
        Time.Advance(later);
        Disk = disk;
        Host = hosts.Length > 0 ? hosts[0] : new ScriptedHost("m");
        var plan = new ConductorPlan
        {
            Fleet = ConductorFixture.Fleet(new BackendPlan(), Host) with { WarmUp = warmUp ?? WarmUpPlan.Default },
            HandlerLimit = TimeSpan.Zero,
            Saving = saving ?? new SavingOptions(),
            History = history ?? new HistoryOptions(),
            Journal = new JournalPlan { Directory = "simulated", Linger = TimeSpan.Zero },
        };
        _opening = EmbeddedPorts.OpenAsync(_ => Disk, plan.Journal, _permits, Time, NullLoggerFactory.Instance);
        Conductor = new LocalConductor(plan, Time, NullLoggerFactory.Instance, _permits, _opening);
    }

    public SimulatedDisk Disk { get; }

    public ScriptedHost Host { get; }

    public VirtualTime Time { get; } = new();

    public LocalConductor Conductor { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Where its conversations are.</summary>
    public async Task<ConversationPorts> PortsAsync() => (await _opening.WaitAsync(Waiting.Patience, Token)).All;

    public async Task<IConversations> ConversationsAsync() => await Conductor.ConversationsAsync(Token).WaitAsync(Waiting.Patience, Token);

    public async Task<Guid> BeginAsync(string? title = null, string? system = null)
    {
        var id = Guid.CreateVersion7();
        await AcceptedAsync(new BeginConversation(id, new ConversationPlan(id) { Title = title, System = system, Model = "m" }));
        return id;
    }

    /// <summary>Says something in a conversation, and comes back when that is durable.</summary>
    public Task<CommandAccepted> SayAsync(Guid conversation, string words, Guid? order = null) =>
        AcceptedAsync(new ToConversation(conversation, new SubmitPrompt(order ?? Guid.CreateVersion7(), words, "someone")));

    public async Task<CommandAccepted> AcceptedAsync(object order) => Assert.IsType<CommandAccepted>(await AskAsync(order));

    public async Task<object> AskAsync(object order) => await Conductor.Root.Ask<object>(order, Token).WaitAsync(Waiting.Patience, Token);

    /// <summary>What was said, once so many messages are there.</summary>
    public async Task<IReadOnlyList<ConversationEntry>> SaidAsync(Guid conversation, int messages)
    {
        var conversations = await ConversationsAsync();
        IReadOnlyList<ConversationEntry> said = [];
        var begun = TimeProvider.System.GetTimestamp();
        while ((said = await conversations.OpenAsync(conversation, Token) ?? []).Count < messages)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Waiting.Patience, $"{said.Count} of {messages} messages came.");
            await Task.Yield();
        }
        return said;
    }

    /// <summary>The power fails: another conductor finds what is on the disk.</summary>
    public KeptConductor Die(SavingOptions? saving = null) => new(Disk.Crash(new Random(1)), saving);

    public async ValueTask DisposeAsync()
    {
        Disk.IsSlow = false;
        await Conductor.DisposeAsync();
    }
}
