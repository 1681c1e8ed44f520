using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Conductor.Conformance;
using Conductor.Core.Ports;
using Conductor.Protocol.V2.Messages;
using ConversationEvent = Conductor.Core.Conversations.Events.ConversationEvent;

namespace Conductor.Core.Tests.Ports;

/// <summary>Implementations that break their word, one at a time, each with the clauses that must notice it.</summary>
internal static class BrokenPorts
{
    public static readonly (string Fault, string[] Clauses, Func<ConversationPorts, ConversationPorts> Break)[] All = [.. Logs(), .. Directories(), .. Memberships(), .. Permits(), .. Links()];

    private static IEnumerable<(string, string[], Func<ConversationPorts, ConversationPorts>)> Logs()
    {
        yield return ("reads backwards", ["What was appended is read in order with numbers from one"],
            ports => ports with { Log = new LogWith(ports.Log) { Read = async (id, after) => [.. (await ports.Log.AllAsync(id, after, default)).AsEnumerable().Reverse()] } });
        yield return ("reads from the beginning, whatever is asked", ["Reading begins behind the number that is given"],
            ports => ports with { Log = new LogWith(ports.Log) { Read = (id, _) => ports.Log.AllAsync(id, 0, default) } });
        yield return ("takes any head", ["Another head than the last number is fenced and appends nothing"],
            ports => ports with { Log = new LogWith(ports.Log) { Append = async (id, epoch, _, events) => await ports.Log.AppendAsync(id, epoch, (await ports.Log.AllAsync(id, 0, default)).Count, events) } });
        yield return ("takes from whoever comes", ["A former owner is fenced", "Nobody appends without a claim"],
            ports => ports with { Log = new LogWith(ports.Log) { Append = async (id, _, head, events) => await ports.Log.AppendAsync(id, (await ports.Directory.GrantedAsync(id)).Epoch, head, events) } });
        yield return ("forgets whose an event was", ["Epochs never fall with the number"],
            ports => ports with { Log = new LogWith(ports.Log) { Read = async (id, after) => [.. (await ports.Log.AllAsync(id, after, default)).Select(stored => stored with { Epoch = 1 })] } });
        yield return ("forgets orders", ["An order is accepted once also by the next owner"],
            ports => ports with { Log = new LogWith(ports.Log) { Append = (id, epoch, head, events) => ports.Log.AppendAsync(id, epoch, head, [.. events.Select(one => one with { CommandId = null })]) } });
        yield return ("keeps what came with a known order", ["An append with a known order appends none of its events"],
            ports => ports with { Log = new LogWith(ports.Log) { Append = (id, epoch, head, events) => KeepTheRest(ports.Log, id, epoch, head, events) } });
        yield return ("takes one append at a time", ["Appends in a row need not be waited for one by one"],
            ports => ports with { Log = OneAtATime(ports.Log) });
        yield return ("deletes nothing", ["A deleted conversation is gone and its order is known"],
            ports => ports with { Log = new LogWith(ports.Log) { Delete = (_, _, _) => new(new Appended(1)) } });
        yield return ("deletes for whoever comes", ["A former owner deletes nothing"],
            ports => ports with { Log = new LogWith(ports.Log) { Delete = async (id, _, order) => await ports.Log.DeleteAsync(id, (await ports.Directory.GrantedAsync(id)).Epoch, order) } });
        yield return ("only hides what was deleted, until its process dies", ["What was deleted stays gone after the process has died"], Hiding);
        yield return ("acknowledges what it never keeps", ["What was acknowledged is there after the process has died"],
            ports => ports with { Log = new LogWith(ports.Log) { Append = (_, _, head, events) => new(new Appended(head + events.Count)) } });
    }

    private static IEnumerable<(string, string[], Func<ConversationPorts, ConversationPorts>)> Directories()
    {
        yield return ("finds what was only claimed", ["A conversation that was never begun is nowhere"],
            ports => ports with { Directory = new DirectoryWith(ports.Directory) { Locate = async id => await ports.Directory.LocateAsync(id, default) ?? new ConversationPlace(null, 1, new ConversationOutline { Id = id }) } });
        yield return ("counts no epochs", ["A claim knows the head and each is later than all before"],
            ports => ports with { Directory = new DirectoryWith(ports.Directory) { Claim = async id => await ports.Directory.GrantedAsync(id) with { Epoch = 7 } } });
        yield return ("lets anybody release", ["Who claims owns until the release of that very claim"],
            ports => ports with { Directory = new DirectoryWith(ports.Directory) { Release = async (id, _) => await ports.Directory.ReleaseAsync(id, (await ports.Directory.LocateAsync(id, default))?.Epoch ?? 0, default) } });
        yield return ("outlines the beginning", ["An outline follows from the events"],
            ports => ports with { Directory = new DirectoryWith(ports.Directory) { Locate = async id => await ports.Directory.LocateAsync(id, default) is { } place ? place with { Outline = place.Outline with { OpenTurns = 1 } } : null } });
        yield return ("lists the first page for ever", ["A list comes in pages last used first"],
            ports => ports with { Directory = new DirectoryWith(ports.Directory) { List = query => ports.Directory.ListAsync(query with { Cursor = null }, default) } });
        yield return ("finds everything", ["A search looks at titles and messages whatever the case"],
            ports => ports with { Directory = new DirectoryWith(ports.Directory) { List = query => ports.Directory.ListAsync(query with { Text = null }, default) } });
        yield return ("takes what is owned for an orphan", ["An orphan has an open turn and no owner"],
            ports => ports with { Directory = new DirectoryWith(ports.Directory) { Orphans = async limit => [.. (await ports.Directory.ListAsync(new ConversationQuery(1000), default)).Conversations.Where(one => one.OpenTurns > 0).Take(limit).Select(one => one.Id)] } });
        yield return ("gives all orphans at once", ["Of the orphans no more come than are asked for and the oldest first"],
            ports => ports with { Directory = new DirectoryWith(ports.Directory) { Orphans = _ => ports.Directory.OrphansAsync(1000, default) } });
        yield return ("sees no orphans", ["What a process owned is an orphan after its death"],
            ports => ports with { Directory = new DirectoryWith(ports.Directory) { Orphans = _ => new(Array.Empty<Guid>()) } });
    }

    private static IEnumerable<(string, string[], Func<ConversationPorts, ConversationPorts>)> Memberships()
    {
        yield return ("may act when it has left", ["A member lives from its join to its leave"],
            ports => ports with { Membership = new MembershipWith(ports.Membership) { Lease = () => true } });
        yield return ("counts every join", ["Joining and leaving twice is doing it once"],
            ports => ports with { Membership = new MembershipWith(ports.Membership) { CountsEachJoin = true } });
        yield return ("tells of changes that were none", ["Whoever waits for a change hears of it also if it was before"],
            ports => ports with { Membership = new MembershipWith(ports.Membership) { Changed = (_, _) => Task.FromResult(ports.Membership.Current) } });
        yield return ("is always the same", ["A later run is another member"],
            ports => ports with { Membership = new MembershipWith(ports.Membership) { Shown = member => member with { Incarnation = 7 } } });
    }

    private static IEnumerable<(string, string[], Func<ConversationPorts, ConversationPorts>)> Permits()
    {
        yield return ("has no bound", ["No more are out than there are slots"],
            ports => ports with { Permits = new PermitsWith((pool, holder, token) => ports.Permits.AcquireAsync(pool with { Slots = 1000 }, holder, token)) });
        yield return ("keeps to the first number of slots", ["The latest number of slots counts"], WithFirstSlots);
        yield return ("serves who comes first", ["Who holds fewest comes first then who was served longest ago then who came first", "A greedy holder gets no more than the others"],
            ports => ports with { Permits = new PermitsWith((pool, _, token) => ports.Permits.AcquireAsync(pool, $"{Guid.NewGuid()}", token)) });
        yield return ("keeps the place of who has given up", ["Who gives up waiting costs no slot"],
            ports => ports with { Permits = new PermitsWith((pool, holder, token) => new(ports.Permits.AcquireAsync(pool, holder, default).AsTask().WaitAsync(token))) });
        yield return ("counts every return", ["A permit that is given back twice frees one slot"], WithEveryReturn);
    }

    private static IEnumerable<(string, string[], Func<ConversationPorts, ConversationPorts>)> Links()
    {
        yield return ("answers in the owner's place", ["An order reaches its owner and its answer comes back"],
            ports => ports with { Link = new LinkWith(ports.Link) { Forward = (_, order) => Task.FromResult<ServerMessage>(new Accepted(order.CommandId, Guid.Empty, null, 0, false)) } });
        yield return ("gives the order to somebody else", ["An owner that is gone is an error that may be retried"],
            ports => ports with { Link = new LinkWith(ports.Link) { Forward = (_, order) => ports.Link.ForwardAsync(ports.Membership.Self, order, default) } });
        yield return ("knows no credit", ["No more frames come than there is credit for"],
            ports => ports with { Link = new LinkWith(ports.Link) { Attached = (_, owner, order) => ports.Link.Attach(owner, order with { Credit = null }) } });
        yield return ("passes on what a former owner says", ["Frames of a former owner are dropped"],
            ports => ports with { Link = new LinkWith(ports.Link) { Attached = (link, owner, order) => new AttachmentWith(ports.Link.Attach(owner, order)) { Frames = token => link.Target!.FollowAsync(order, token) } } });
        yield return ("hides the end", ["What the owner ends ends"],
            ports => ports with { Link = new LinkWith(ports.Link) { Attached = (_, owner, order) => ports.Link.Attach(owner, order) is var whole ? new AttachmentWith(whole) { Frames = token => EndlessAsync(whole, token) } : null! } });
        yield return ("reads on when nobody reads it", ["The owner hears that nobody reads any more"],
            ports => ports with { Link = new LinkWith(ports.Link) { Attached = (link, owner, order) => new AttachmentWith(ports.Link.Attach(owner, order)) { Frames = token => ReadAheadAsync(link.Target!.FollowAsync(order, token), token) } } });
        yield return ("cannot be let go of", ["Disposing ends a reader that waits for credit"],
            ports => ports with { Link = new LinkWith(ports.Link) { Attached = (_, owner, order) => new AttachmentWith(ports.Link.Attach(owner, order)) { End = () => default } } });
    }

    private static async ValueTask<AppendOutcome> KeepTheRest(IConversationLog log, Guid id, long epoch, long head, IReadOnlyList<ConversationEvent> events)
    {
        var outcome = await log.AppendAsync(id, epoch, head, events);
        if (outcome is Duplicate && events.Count > 1)
            await log.AppendAsync(id, epoch, head, [.. events.Where(one => one.CommandId is null)]);
        return outcome;
    }

    private static LogWith OneAtATime(IConversationLog log)
    {
        var running = 0;
        return new LogWith(log)
        {
            Append = async (id, epoch, head, events) =>
            {
                if (Interlocked.Increment(ref running) > 1)
                    return Fenced.Instance;
                var outcome = await log.AppendAsync(id, epoch, head, events);
                Volatile.Write(ref running, 0);
                return outcome;
            },
        };
    }

    private static ConversationPorts Hiding(ConversationPorts ports)
    {
        var hidden = new ConcurrentDictionary<Guid, bool>();
        return ports with
        {
            Log = new LogWith(ports.Log)
            {
                Delete = (id, _, _) => new(hidden.TryAdd(id, true) ? new Appended(9) : new Duplicate(9)),
                Read = (id, after) => hidden.ContainsKey(id) ? Task.FromResult(new List<StoredEvent>()) : ports.Log.AllAsync(id, after, default),
            },
            Directory = new DirectoryWith(ports.Directory) { Locate = id => hidden.ContainsKey(id) ? new(default(ConversationPlace)) : ports.Directory.LocateAsync(id, default) },
        };
    }

    private static ConversationPorts WithFirstSlots(ConversationPorts ports)
    {
        var first = new ConcurrentDictionary<string, int>();
        return ports with { Permits = new PermitsWith((pool, holder, token) => ports.Permits.AcquireAsync(pool with { Slots = first.GetOrAdd(pool.Model, pool.Slots) }, holder, token)) };
    }

    private static ConversationPorts WithEveryReturn(ConversationPorts ports)
    {
        var more = 0;
        return ports with
        {
            Permits = new PermitsWith(async (pool, holder, token) =>
            {
                var permit = await ports.Permits.AcquireAsync(pool with { Slots = pool.Slots + more }, holder, token);
                var isBack = false;
                return new PermitWith(permit, () =>
                {
                    more += isBack ? 1 : 0;
                    isBack = true;
                    return permit.DisposeAsync();
                });
            }),
        };
    }

    private static async IAsyncEnumerable<PeerFrame> ReadAheadAsync(IAsyncEnumerable<PeerFrame> frames, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var frame in await frames.ToListAsync(cancellationToken))
            yield return frame;
    }

    private static async IAsyncEnumerable<PeerFrame> EndlessAsync(IPeerAttachment attachment, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var frame in attachment.FramesAsync(cancellationToken))
            yield return frame;
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
