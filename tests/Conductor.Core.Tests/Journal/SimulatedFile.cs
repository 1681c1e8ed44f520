using Conductor.Core.Journal;

namespace Conductor.Core.Tests.Journal;

/// <summary>A file of a <see cref="SimulatedDisk"/>: what is durable, and what is there until the power fails.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk) : IJournalFile
{
    private byte[] _durable = [];
    private byte[] _now = [];

    public long Length
    {
        get
        {
            lock (disk.Gate)
                return _now.Length;
        }
    }

    public byte[] Bytes
    {
        get
        {
            lock (disk.Gate)
                return [.. _now];
        }
    }

    /// <summary>Damages what is durable: one bit.</summary>
    public void Flip(long bit)
    {
        lock (disk.Gate)
        {
            _now[bit / 8] ^= (byte)(1 << (int)(bit % 8));
            _durable = [.. _now];
        }
    }

    /// <summary>The file on the disk after a crash.</summary>
    public SimulatedFile Crash(Random random, SimulatedDisk after)
    {
        lock (disk.Gate)
        {
            // The length is the durable one, the latest, or one in between; sectors behind the durable ones may never have been written.
            var length = random.Next(3) switch
            {
                0 => _durable.Length,
                1 => _now.Length,
                _ => random.Next(Math.Min(_durable.Length, _now.Length), Math.Max(_durable.Length, _now.Length) + 1),
            };
            var found = new byte[length];
            for (var at = 0; at < length; at += SimulatedDisk.Sector)
            {
                var from = random.Next(2) == 0 ? _durable : _now;
                for (var i = at; i < Math.Min(at + SimulatedDisk.Sector, length); i++)
                    found[i] = i < from.Length ? from[i] : (byte)0;
            }
            return new SimulatedFile(after) { _durable = found, _now = [.. found] };
        }
    }

    /// <summary>What was durable, and nothing else.</summary>
    public SimulatedFile CrashAtWorst(SimulatedDisk after)
    {
        lock (disk.Gate)
            return new SimulatedFile(after) { _durable = [.. _durable], _now = [.. _durable] };
    }

    public int Read(Span<byte> into, long offset)
    {
        lock (disk.Gate)
        {
            var count = (int)Math.Clamp(_now.Length - offset, 0, into.Length);
            if (count > 0)
                _now.AsSpan((int)offset, count).CopyTo(into);
            return count;
        }
    }

    public async ValueTask<int> ReadAsync(Memory<byte> into, long offset, CancellationToken cancellationToken)
    {
        if (disk.Reading is { } reading)
            await reading();
        return Read(into.Span, offset);
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        lock (disk.Gate)
        {
            var fits = disk.Room is { } room ? (int)Math.Min(bytes.Length, Math.Max(0, offset + bytes.Length > _now.Length ? room - (offset - _now.Length) : bytes.Length)) : bytes.Length;
            // A full disk takes the beginning.
            if (fits < bytes.Length)
                Put(bytes[..fits], offset);
            disk.TakeRoom(offset + bytes.Length - _now.Length);
            Put(bytes, offset);
        }
    }

    public void SetLength(long length)
    {
        lock (disk.Gate)
        {
            disk.ThrowIfReadOnly();
            disk.Room += Math.Max(0, _now.Length - length);
            Array.Resize(ref _now, (int)length);
        }
    }

    public void Sync()
    {
        disk.TakeTime();
        lock (disk.Gate)
        {
            try
            {
                disk.CountSync();
            }
            catch
            {
                // What could not be written is forgotten: the next fsync succeeds without it.
                var lost = new byte[_now.Length];
                _durable.AsSpan(0, Math.Min(_durable.Length, lost.Length)).CopyTo(lost);
                _now = lost;
                throw;
            }
            _durable = [.. _now];
        }
    }

    public void Dispose()
    {
    }

    private void Put(ReadOnlySpan<byte> bytes, long offset)
    {
        if (_now.Length < offset + bytes.Length)
            Array.Resize(ref _now, (int)offset + bytes.Length);
        bytes.CopyTo(_now.AsSpan((int)offset));
    }
}
