using PureHDF;

namespace CellDynamics.Cli.Tests.Shared;

/// <summary>A group or an array of an HDF5 file, as it is on disk.</summary>
/// <param name="Place">Path from the root, without a leading slash.</param>
/// <param name="Type">NumPy name, or <c>group</c>.</param>
/// <param name="Extents">Empty for a scalar and for a group.</param>
internal sealed record StoredObject(string Place, string Type, long[] Extents)
{
    /// <summary>Everything in a file, groups before what is in them.</summary>
    public static IReadOnlyList<StoredObject> All(string path)
    {
        using var file = H5File.OpenRead(path);
        return [.. Below(file, "")];
    }

    private static IEnumerable<StoredObject> Below(IH5Group group, string prefix)
    {
        foreach (IH5Object child in group.Children())
        {
            string place = prefix + child.Name;
            if (child is IH5Dataset dataset)
                yield return new StoredObject(place, TypeOf(dataset), dataset.Space.Type == H5DataspaceType.Scalar ? [] : [.. dataset.Space.Dimensions.Select(extent => (long)extent)]);
            if (child is not IH5Group below)
                continue;
            yield return new StoredObject(place, "group", []);
            foreach (StoredObject inner in Below(below, place + "/"))
                yield return inner;
        }
    }

    private static string TypeOf(IH5Dataset dataset) => dataset.Type.Class switch
    {
        H5DataTypeClass.FloatingPoint => $"float{8 * dataset.Type.Size}",
        H5DataTypeClass.FixedPoint => $"int{8 * dataset.Type.Size}",
        H5DataTypeClass.Enumerated => "bool",
        H5DataTypeClass.VariableLength or H5DataTypeClass.String => "string",
        var other => other.ToString(),
    };
}
