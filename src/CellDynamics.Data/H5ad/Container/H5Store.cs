using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Filters;
using PureHDF;

namespace CellDynamics.Data.H5ad.Container;

/// <summary>An open HDF5 file: objects by path, attributes of any spelling, texts of any padding, and errors that name the place.</summary>
internal sealed class H5Store : IDisposable
{
    private const long MostUnfolding = 4096, SmallestLimit = 64L << 20;

    private readonly PureHDF.VOL.Native.NativeFile file;
    private readonly string below;

    private readonly List<IDisposable> held;

    private H5Store(string path, PureHDF.VOL.Native.NativeFile file, IH5Group root, string below, Lock gate, List<IDisposable> held) =>
        (Path, this.file, Root, this.below, Gate, this.held) = (path, file, root, below, gate, held);

    public string Path { get; }

    /// <summary>Held while reading: the library keeps one position per file.</summary>
    public Lock Gate { get; }

    /// <exception cref="DatasetFileException">Not HDF5, truncated, or damaged.</exception>
    public static H5Store Open(string path)
    {
        long start = FileSignature.Check(path);
        H5Filters.Register();
        try
        {
            PureHDF.VOL.Native.NativeFile file = H5File.Open(new GuardedStream(path, start), leaveOpen: false);
            return new H5Store(path, file, file, "", new Lock(), []);
        }
        catch (Exception error) when (error is not (UnauthorizedAccessException or DatasetFileException))
        {
            throw new DatasetFileException(path, "", "an HDF5 file", $"a damaged one ({FirstLine(error)})", "Copy or upload the file again.", error);
        }
    }

    public IH5Group Root { get; }

    /// <summary>The same file seen from one of its groups: paths begin there, messages name the whole path. Disposing either closes the file.</summary>
    /// <exception cref="DatasetFileException">There is no such group.</exception>
    public H5Store At(string group) => Find(group) is IH5Group found
        ? new H5Store(Path, file, found, $"{below}/{group.Trim('/')}", Gate, held)
        : throw Error(group, "a group", "nothing", "Choose one that is in the file.");

    /// <summary>The same place of the file opened once more.</summary>
    public H5Store Again()
    {
        H5Store again = Open(Path);
        return below.Length == 0 ? again : again.At(below);
    }

    /// <summary>The object at a path, or null.</summary>
    public IH5Object? Find(string path) => FindBelow(Root, path.Trim('/'));

    public static IH5Object? FindBelow(IH5Group group, string path)
    {
        if (path.Length == 0)
            return group;
        IH5Group at = group;
        string[] parts = path.Split('/');
        for (int i = 0; i < parts.Length; i++)
        {
            if (GroupLinks.Find(at, parts[i]) is not { } found)
                return null;
            FileBoundary.Require(found, at);
            if (i == parts.Length - 1)
                return found is IH5UnresolvedLink ? null : found;
            if (found is not IH5Group next)
                return null;
            at = next;
        }
        return null;
    }

    /// <summary>What stands directly below a group; what lies in another file is left out, see <see cref="RefusedIn"/>.</summary>
    public static IEnumerable<IH5Object> ChildrenOf(IH5Group group) => GroupLinks.Of(group).Where(child => FileBoundary.Violation(child, group) is null);

    /// <summary>How much stands below a group and is not opened, because it lies in another file.</summary>
    public static int RefusedIn(IH5Group group) => GroupLinks.Of(group).Count(child => FileBoundary.Violation(child, group) is not null);

    /// <exception cref="InvalidDataException">There is no such dataset below the group.</exception>
    public static IH5Dataset Dataset(IH5Group group, string name) => FindBelow(group, name) as IH5Dataset ?? throw new InvalidDataException($"it has no {name}");

    /// <summary>A text attribute of any spelling (fixed or variable length, scalar or one element); null where missing or not text.</summary>
    public static string? Text(IH5Object holder, string attribute) => Texts(holder, attribute) is [string first, ..] ? first : null;

    /// <summary>A text array attribute; null where missing or not text (an empty list is stored as numbers by anndata).</summary>
    public static string[]? Texts(IH5Object holder, string attribute)
    {
        if (!holder.AttributeExists(attribute))
            return null;
        IH5Attribute found = holder.Attribute(attribute);
        if (!IsText(found.Type) || found.Space.Type == H5DataspaceType.Null)
            return null;
        if (found.Space.Type == H5DataspaceType.Scalar)
            return [Trim(found.Read<string>())];
        return found.Space.Dimensions.Contains(0UL) ? [] : Array.ConvertAll(found.Read<string[]>(), Trim);
    }

    /// <summary>An attribute of whole numbers, such as a sparse matrix' shape; null where missing.</summary>
    public static long[]? Numbers(IH5Object holder, string attribute)
    {
        if (!holder.AttributeExists(attribute))
            return null;
        IH5Attribute found = holder.Attribute(attribute);
        return found.Space.Type == H5DataspaceType.Simple && found.Type.Class == H5DataTypeClass.FixedPoint && H5Numbers.TypeName(found.Type) is not null ? H5Numbers.ToLongs(H5Numbers.OfAttribute(found)) : null;
    }

    /// <summary>A yes-or-no attribute; no where missing.</summary>
    public static bool Flag(IH5Object holder, string attribute)
    {
        if (!holder.AttributeExists(attribute))
            return false;
        IH5Attribute found = holder.Attribute(attribute);
        if (found.Type.Size != 1 || found.Space.Type == H5DataspaceType.Null)
            return false;
        return (found.Space.Type == H5DataspaceType.Scalar ? found.Read<byte>() : found.Read<byte[]>().FirstOrDefault()) == 1;
    }

    public static bool IsText(IH5DataType type) => type.Class is H5DataTypeClass.String or H5DataTypeClass.VariableLength;

    /// <summary>All texts of a dataset, row-major; missing ones are empty.</summary>
    public static string[] ReadTexts(IH5Dataset dataset)
    {
        if (dataset.Space.Type == H5DataspaceType.Null || H5Numbers.ElementCount(dataset) == 0)
            return [];
        return dataset.Space.Type == H5DataspaceType.Scalar ? [Trim(dataset.Read<string>())] : Array.ConvertAll(dataset.Read<string[]>(), Trim);
    }

    /// <summary>A matrix that is read in blocks may be as large as it likes, but not thousands of times larger than its file: no compression of real values gets there.</summary>
    /// <exception cref="DatasetFileException">It claims that.</exception>
    public void RequirePlausible(IH5Dataset dataset, string place)
    {
        H5Numbers.RequireChunks(dataset);
        UInt128 claimed = H5Numbers.Claimed(dataset) * (UInt128)Math.Max(1, dataset.Type.Size);
        if (claimed > (UInt128)Math.Max(SmallestLimit, MostUnfolding * new FileInfo(Path).Length))
            throw new DatasetFileException(Path, below + place, $"values that fit a file of {NumberText.Grouped(new FileInfo(Path).Length)} bytes", $"a claim of {string.Join(" × ", dataset.Space.Dimensions)}", "The file is damaged, or made to look larger than it is: copy it again.") { IsImplausible = true };
    }

    public static int[] Shape(IH5Dataset dataset) => Array.ConvertAll(dataset.Space.Dimensions, extent => checked((int)extent));

    /// <summary>Runs a read under the lock and gives its failure the place where it happened.</summary>
    public T Read<T>(string place, string expected, Func<T> read)
    {
        lock (Gate)
        {
            try
            {
                return read();
            }
            catch (Exception error) when (error is not (OperationCanceledException or DatasetFileException))
            {
                throw Unreadable(place, expected, error);
            }
        }
    }

    public DatasetFileException Error(string place, string expected, string found, string cure) => new(Path, below + place, expected, found, cure);

    /// <summary>Something that goes when the file is closed.</summary>
    public T Holding<T>(T resource) where T : IDisposable
    {
        lock (Gate)
            held.Add(resource);
        return resource;
    }

    public void Dispose()
    {
        file.Dispose();
        foreach (IDisposable resource in held)
            resource.Dispose();
        held.Clear();
    }

    public static string FirstLine(Exception error) => error.Message.Split('\n')[0].TrimEnd('.', '\r', ' ');

    /// <summary>What the library or a filter says, with the filter's number where it knows none.</summary>
    public static string Reason(Exception error) => error is DatasetFileException told ? $"{told.Place}: {char.ToLowerInvariant(told.Problem[0])}{told.Problem[1..^1]}" : FilterProblem.Of(error)?.Found ?? FirstLine(error);

    /// <summary>A failure with the place where it happened.</summary>
    public DatasetFileException Unreadable(string place, string expected, Exception error) => FilterProblem.Of(error) is { } problem
        ? new DatasetFileException(Path, below + place, expected, problem.Found, problem.Cure, error)
        : new DatasetFileException(Path, below + place, expected, $"data that cannot be read ({FirstLine(error)})", "If the file opens in Python, write it again with adata.write_h5ad; otherwise copy it again.", error);

    private static string Trim(string? text)
    {
        if (text is null)
            return "";
        int end = text.IndexOf('\0', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
