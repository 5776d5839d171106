using PureHDF.Filters;

namespace CellDynamics.Data.H5ad.Filters;

/// <summary>The filters of HDF5 that PureHDF lacks or treats differently; registered once per process.</summary>
internal static class H5Filters
{
    private static readonly Lock Gate = new();
    private static bool isRegistered;

    public static void Register()
    {
        lock (Gate)
        {
            if (isRegistered)
                return;
            foreach (IH5Filter filter in (IH5Filter[])[new LenientShuffle(), new Deflate(), new Lzf(), new Lz4(), new Zstd(), new Bzip2(), new Blosc(), new Bitshuffle(), new FilterMarks.Nothing()])
                H5Filter.Register(filter);
            isRegistered = true;
        }
    }
}
