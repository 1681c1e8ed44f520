using System.Runtime.CompilerServices;

namespace Conductor.Actor;

/// <summary>Keeps what senders write a cache line away from what is before it: the object's type, which the reader looks at for each message.</summary>
/// <remarks>
/// A level of inheritance and not a field, because the runtime orders the fields of one class as it likes, and puts such a filler behind all of
/// them; the fields of a base class it always puts first.
/// </remarks>
internal abstract class BeforeSenders : LocalRef
{
#pragma warning disable CS0169, IDE0051, CA1823 // never read
    private readonly CacheLine _filler;
#pragma warning restore CS0169, IDE0051, CA1823
}

/// <summary>Keeps what the reader writes a cache line away from what senders write.</summary>
/// <inheritdoc cref="BeforeSenders" path="/remarks"/>
internal abstract class BeforeReader : SendingSide
{
#pragma warning disable CS0169, IDE0051, CA1823 // never read
    private readonly CacheLine _filler;
#pragma warning restore CS0169, IDE0051, CA1823
}

/// <summary>Together with one more field, the 64 bytes that processors share as one.</summary>
[InlineArray(7)]
internal struct CacheLine
{
    private long _first;
}
