using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace CellDynamics.Data.H5ad.Container;

/// <summary>Reads a file for the HDF5 library and stops it when its stack is nearly used up: a link that leads to itself would else end the process, which no exception handler can prevent.</summary>
/// <param name="path">The file.</param>
/// <param name="start">Where the superblock stands: after a user block of other content, whose place the library is shown the superblock at, because it does not find it behind every block. Addresses of the file say themselves where they begin.</param>
internal sealed class GuardedStream(string path, long start = 0) : Stream
{
    /// <summary>The largest superblock; the smallest user block is larger.</summary>
    private const int SuperblockBytes = 96;

    /// <summary>The library reads the names of cells field by field, a few bytes at a time.</summary>
    private const int AheadBytes = 32 << 10, SmallBytes = 4 << 10;

    private readonly byte[] ahead = new byte[AheadBytes];
    private readonly SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    private long aheadStart;
    private int aheadCount;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => RandomAccess.GetLength(file);

    public override long Position { get; set; }

    /// <exception cref="InsufficientExecutionStackException">Whoever reads has called itself too often.</exception>
    public override int Read(Span<byte> buffer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (start > 0 && Position < SuperblockBytes)
        {
            int shown = RandomAccess.Read(file, buffer[..(int)Math.Min(buffer.Length, SuperblockBytes - Position)], start + Position);
            Position += shown;
            return shown;
        }
        int read = buffer.Length <= SmallBytes ? ReadAhead(buffer) : RandomAccess.Read(file, buffer, Position);
        Position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Small reads that follow each other ask the system once.</summary>
    private int ReadAhead(Span<byte> buffer)
    {
        if (Position < aheadStart || Position + buffer.Length > aheadStart + aheadCount)
            (aheadStart, aheadCount) = (Position, RandomAccess.Read(file, ahead, Position));
        int count = Math.Min(buffer.Length, (int)(aheadStart + aheadCount - Position));
        ahead.AsSpan((int)(Position - aheadStart), count).CopyTo(buffer);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
