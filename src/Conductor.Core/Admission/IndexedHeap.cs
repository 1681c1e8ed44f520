using System.Runtime.CompilerServices;

namespace Conductor.Core.Admission;

/// <summary>What an <see cref="IndexedHeap{T, TOrder}"/> must know of its items.</summary>
internal interface IHeapOrder<in T>
{
    /// <summary>Whether one item comes out before the other. Total: two different items are never equal.</summary>
    static abstract bool IsBefore(T one, T other);

    /// <summary>Where the item keeps its place in the heap; -1 while it is in none.</summary>
    static abstract ref int Place(T item);
}

/// <summary>
/// A binary heap whose items know their places, so that one whose key has changed is moved, and one that leaves is taken out, in
/// O(log n). Owned by one actor.
/// </summary>
internal sealed class IndexedHeap<T, TOrder>
    where T : class
    where TOrder : struct, IHeapOrder<T>
{
    private T[] _items = new T[4];

    public int Count { get; private set; }

    /// <summary>The item that comes first; null when there is none.</summary>
    public T? First => Count > 0 ? _items[0] : null;

    public void Add(T item)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        Put(item, Count++);
        Rise(item);
    }

    public void Remove(T item)
    {
        var place = TOrder.Place(item);
        TOrder.Place(item) = -1;
        var last = _items[--Count];
        _items[Count] = null!;
        if (last == item)
            return;
        Put(last, place);
        Settle(last);
    }

    /// <summary>Moves an item whose key has changed to where it now belongs.</summary>
    public void Settle(T item)
    {
        Rise(item);
        Sink(item);
    }

    private void Rise(T item)
    {
        var place = TOrder.Place(item);
        while (place > 0)
        {
            var parent = (place - 1) / 2;
            if (!TOrder.IsBefore(item, _items[parent]))
                break;
            Put(_items[parent], place);
            place = parent;
        }
        Put(item, place);
    }

    private void Sink(T item)
    {
        var place = TOrder.Place(item);
        while (place * 2 + 1 is var child && child < Count)
        {
            if (child + 1 < Count && TOrder.IsBefore(_items[child + 1], _items[child]))
                child++;
            if (!TOrder.IsBefore(_items[child], item))
                break;
            Put(_items[child], place);
            place = child;
        }
        Put(item, place);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(T item, int place)
    {
        _items[place] = item;
        TOrder.Place(item) = place;
    }
}
