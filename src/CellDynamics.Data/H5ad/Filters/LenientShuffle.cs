using PureHDF.Filters;

namespace CellDynamics.Data.H5ad.Filters;

/// <summary>Shuffle whose parameters may be missing: so are chunks of variable-length strings written, by R for one, and they are not shuffled.</summary>
internal sealed class LenientShuffle : IH5Filter
{
    private readonly ShuffleFilter shuffle = new();

    public ushort FilterId => ShuffleFilter.Id;

    public string Name => "shuffle";

    public Memory<byte> Filter(FilterInfo info) => info.Parameters.Length == 0 ? info.Buffer : shuffle.Filter(info);

    public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) => shuffle.GetParameters(chunkDimensions, typeSize, options);
}
