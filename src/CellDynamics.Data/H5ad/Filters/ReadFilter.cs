using PureHDF.Filters;

namespace CellDynamics.Data.H5ad.Filters;

/// <summary>A filter that is read and never written. What it makes is never larger than a chunk may be: the sizes in the bytes themselves are not believed.</summary>
internal abstract class ReadFilter : IH5Filter
{
    /// <summary>A checksum before the filter makes what it holds this much larger than the chunk.</summary>
    private const int Checksum = 4;

    public abstract ushort FilterId { get; }

    public abstract string Name { get; }

    public Memory<byte> Filter(FilterInfo info)
    {
        if (!info.Flags.HasFlag(H5FilterFlags.Decompress))
            throw new NotSupportedException($"{Name} is read, not written.");
        return info.Buffer.Length == info.ChunkSize && !IsEncoded(info.Buffer.Span) ? info.Buffer.ToArray() : Decode(info.Buffer.Span, checked(info.ChunkSize + Checksum), info.Parameters);
    }

    /// <summary>Whether bytes as many as the chunk has are the filter's: a chunk that would not shrink is stored as it is, and the library overlooks the mark of that, see <see cref="FilterMarks"/>.</summary>
    protected virtual bool IsEncoded(ReadOnlySpan<byte> input) => true;

    public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) => throw new NotSupportedException($"{Name} is read, not written.");

    /// <param name="input">As stored.</param>
    /// <param name="most">Bytes that it may become.</param>
    /// <param name="parameters">Of the filter in this dataset.</param>
    /// <exception cref="InvalidDataException">The bytes are not what the filter writes.</exception>
    protected abstract byte[] Decode(ReadOnlySpan<byte> input, int most, uint[] parameters);

    protected InvalidDataException Damaged() => new($"The {Name} data is damaged.");
}
