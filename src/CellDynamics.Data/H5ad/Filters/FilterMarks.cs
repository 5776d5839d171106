using System.Reflection;
using PureHDF;
using PureHDF.Filters;
using PureHDF.VOL.Native;

namespace CellDynamics.Data.H5ad.Filters;

/// <summary>Chunks say which filters of their dataset they were spared, because they would not have shrunk. PureHDF 2.2 looks at the mark of the filter after the one it runs: where LZF was spared it leaves out the shuffle before it, and the values are wrong without a word.</summary>
/// <remarks>
/// Filters that do nothing are put before all others, so that no mark is found where it looks and every filter runs; the one that was spared sees it by the size of the chunk, see <see cref="ReadFilter"/>.
/// A single filter needs none. The library tells of its filters in no public property; where a version has other members, nothing is read.
/// </remarks>
internal static class FilterMarks
{
    private const int Marks = 32, Before = 16;

    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly PropertyInfo Pipeline = Known(typeof(NativeDataset), "InternalFilterPipeline");
    private static readonly PropertyInfo Descriptions = Known(Pipeline.PropertyType, "FilterDescriptions");
    private static readonly Type Description = Descriptions.PropertyType.GetElementType()!;
    private static readonly PropertyInfo Identifier = Known(Description, "Identifier");

    /// <summary>Before anything of the dataset is read.</summary>
    public static T Mend<T>(T found)
        where T : IH5Object
    {
        if (found is not NativeDataset dataset || Pipeline.GetValue(dataset) is not { } pipeline)
            return found;
        var filters = (Array)Descriptions.GetValue(pipeline)!;
        if (filters.Length < 2 || filters.Length + Before >= Marks || filters.Cast<object>().Any(filter => (ushort)Identifier.GetValue(filter)! == Nothing.Id))
            return found;
        var padded = Array.CreateInstance(Description, Before + filters.Length);
        object nothing = Activator.CreateInstance(Description, Hidden, null, [Nothing.Id, Enum.ToObject(Known(Description, "Flags").PropertyType, 0), "nothing", Array.Empty<uint>()], null)!;
        for (int i = 0; i < Before; i++)
            padded.SetValue(nothing, i);
        filters.CopyTo(padded, Before);
        Descriptions.SetValue(pipeline, padded);
        return found;
    }

    private static PropertyInfo Known(Type type, string name) =>
        type.GetProperty(name, Hidden) ?? throw new NotSupportedException($"This version of PureHDF no longer has {type.Name}.{name}, by which spared filters are run.");

    /// <summary>Gives what it gets.</summary>
    internal sealed class Nothing : IH5Filter
    {
        /// <summary>The last number there is; none is registered under it.</summary>
        public const ushort Id = ushort.MaxValue;

        public ushort FilterId => Id;

        public string Name => "nothing";

        public Memory<byte> Filter(FilterInfo info) => info.Buffer;

        public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) => [];
    }
}
