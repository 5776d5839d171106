using System.Reflection;
using PureHDF;
using PureHDF.VOL.Native;

namespace CellDynamics.Data.H5ad.Container;

/// <summary>An HDF5 file can name other files of the machine as the place of its groups or values, and the library follows: an upload could show what belongs to others. Nothing beyond the file itself is read.</summary>
/// <remarks>Three ways lead out: external links, external storage (any file, byte by byte) and virtual datasets. The library tells of the first two in no public property; where a version would not tell at all, nothing is read.</remarks>
internal static class FileBoundary
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly PropertyInfo Context = Known(typeof(NativeObject), "Context");
    private static readonly PropertyInfo File = Known(Context.PropertyType, "File");
    private static readonly PropertyInfo ExternalFiles = Known(typeof(NativeDataset), "InternalExternalFileList");

    /// <exception cref="NotSupportedException">It lies in another file.</exception>
    public static void Require(IH5Object found, IH5Group parent)
    {
        if (Violation(found, parent) is { } violation)
            throw new NotSupportedException(violation);
    }

    /// <summary>Why it must not be read, or null.</summary>
    public static string? Violation(IH5Object found, IH5Group parent) => found switch
    {
        IH5UnresolvedLink => null,
        NativeDataset { Layout.Class: H5DataLayoutClass.VirtualStorage } => "it is put together from other files, which are not opened",
        NativeDataset dataset when ExternalFiles.GetValue(dataset) is not null => "it keeps its values in another file, which is not opened",
        NativeObject child when parent is NativeObject home && ReferenceEquals(FileOf(child), FileOf(home)) => null,
        _ => "it lies in another file, which is not opened",
    };

    private static object? FileOf(NativeObject of) => File.GetValue(Context.GetValue(of));

    private static PropertyInfo Known(Type type, string name) =>
        type.GetProperty(name, Hidden) ?? throw new NotSupportedException($"This version of PureHDF no longer tells {type.Name}.{name}, by which files are kept apart.");
}
