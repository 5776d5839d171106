using PureHDF.VOL.Native;

namespace CellDynamics.Data.H5ad.Layout;

/// <summary>Keeps two bands of chunks while a dataset is written from its beginning to its end; the library's own cache would keep the whole dataset.</summary>
/// <param name="bandSize">Number of chunks side by side in one band.</param>
internal sealed class StreamingChunkCache(int bandSize) : IWritingChunkCache
{
    // The writer handed over with a chunk writes to that chunk's place whatever index it is given (PureHDF 2.2.0), so each chunk keeps its own.
    private readonly SortedDictionary<ulong, (Memory<byte> Content, Action<ulong, Memory<byte>> Write)> open = [];

    public Memory<byte> GetChunk(ulong chunkIndex, Func<Memory<byte>> chunkAllocator, Action<ulong, Memory<byte>> chunkWriter)
    {
        if (open.TryGetValue(chunkIndex, out var found))
            return found.Content;
        if (open.Count >= 2 * bandSize)
            WriteFirst(bandSize);
        Memory<byte> chunk = chunkAllocator();
        open[chunkIndex] = (chunk, chunkWriter);
        return chunk;
    }

    /// <summary>Writes what is open: the dataset is complete.</summary>
    public void Finish() => WriteFirst(open.Count);

    public void Flush(Action<ulong, Memory<byte>> chunkWriter) => WriteFirst(open.Count);

    /// <summary>The lowest chunks are complete, because the dataset is written in order.</summary>
    private void WriteFirst(int count)
    {
        foreach (ulong index in open.Keys.Take(count).ToArray())
        {
            (Memory<byte> content, Action<ulong, Memory<byte>> write) = open[index];
            write(index, content);
            open.Remove(index);
        }
    }
}
