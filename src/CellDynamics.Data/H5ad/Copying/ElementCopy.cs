using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Container;
using PureHDF;
using PureHDF.Selections;

namespace CellDynamics.Data.H5ad.Copying;

/// <summary>Copies the elements of an AnnData file in the encodings of anndata 0.8. Planned first, as HDF5 needs every extent before the first value; large values are streamed afterwards.</summary>
/// <param name="store">The source.</param>
/// <param name="unreadable">Places whose values are known to be unreadable, with the reason.</param>
/// <param name="left">Gets what is not carried.</param>
internal sealed class ElementCopy(H5Store store, IReadOnlyDictionary<string, string> unreadable, ICollection<LeftOut> left)
{
    // A link may lead back to where it stands: neither depth nor number is believed.
    private const int MaxDepth = 32, MaxObjects = 500_000, FewTexts = 1024;

    private static readonly string[] MadeOfParts = ["categorical", "nullable-integer", "nullable-boolean", "nullable-string-array", "awkward-array"];

    private readonly List<Action<H5NativeWriter>> streams = [];
    private int objects;

    /// <summary>Writes the values of everything that was planned.</summary>
    /// <exception cref="UnreadableElementException">Some cannot be read.</exception>
    public void Stream(H5NativeWriter writer)
    {
        foreach (Action<H5NativeWriter> stream in streams)
            stream(writer);
    }

    /// <summary>An element with everything below it; null where it is left out.</summary>
    public H5Object? Of(IH5Object found, string place) => Of(found, place, 0);

    /// <summary>Puts copies of all children of a group into another, except some.</summary>
    public void Children(IH5Group group, string place, H5Group target, Func<string, bool>? isSkipped = null, int depth = 0)
    {
        foreach (IH5Object child in GroupLinks.Of(group))
        {
            if (isSkipped?.Invoke(child.Name) == true)
                continue;
            string at = $"{place}/{child.Name}";
            if (FileBoundary.Violation(child, group) is { } violation)
                Leave(at, violation);
            else if (Of(child, at, depth) is { } copy)
                target[child.Name] = copy;
        }
    }

    /// <summary>Runs a plan; where it fails, the element is listed and nothing of it is written.</summary>
    public H5Object? Attempt(string place, Func<H5Object> plan)
    {
        int before = streams.Count;
        try
        {
            return unreadable.TryGetValue(place, out string? reason) ? throw new NotSupportedException(reason) : plan();
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException or TooManyObjectsException))
        {
            streams.RemoveRange(before, streams.Count - before);
            Leave(place, H5Store.Reason(error));
            return null;
        }
    }

    public void Leave(string place, string reason) => left.Add(new LeftOut(place, reason));

    /// <summary>Copies attributes; those that cannot be carried are listed.</summary>
    public void Attributes(IH5Object source, H5Object target, string place, params string[] except) =>
        AttributeCopy.To(source, target, (name, reason) => Leave($"{place} (attribute '{name}')", reason), except);

    /// <summary>An array, text or number, or records.</summary>
    /// <param name="source">The dataset.</param>
    /// <param name="place">Its path.</param>
    /// <param name="element">Path of what is left out with it.</param>
    /// <exception cref="NotSupportedException">It holds what cannot be carried.</exception>
    public H5Dataset Dataset(IH5Dataset source, string place, string element)
    {
        bool isScalar = source.Space.Type == H5DataspaceType.Scalar;
        (H5Dataset copy, string encoding) = source.Type.Class switch
        {
            H5DataTypeClass.String or H5DataTypeClass.VariableLength => Texts(source, place, element),
            H5DataTypeClass.Compound when source.Space.Type != H5DataspaceType.Null => (RecordCopy.Of(source), RecordCopy.AreComplex(source.Type) ? isScalar ? "numeric-scalar" : "array" : "rec-array"),
            _ => (new NumberCopy(store, streams).Of(source, place, element), isScalar ? "numeric-scalar" : "array"),
        };
        if (H5Numbers.NamesOfValues(source.Type) is { } names)
            Leave(element, $"its values are carried as numbers, their names are not: {string.Join(", ", names.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} is {pair.Value}"))}");
        Attributes(source, copy, place, "categories");
        if (source.Space.Type != H5DataspaceType.Null)
            AttributeCopy.Tag(source, copy, encoding, "0.2.0");
        return copy;
    }

    private H5Object? Of(IH5Object found, string place, int depth) => Attempt(place, () => Plan(found, place, place, depth));

    private H5Object Plan(IH5Object found, string place, string element, int depth)
    {
        if (++objects > MaxObjects)
            throw new TooManyObjectsException(store.Error(place, $"at most {NumberText.Grouped(MaxObjects)} elements", "more, or links that lead back to where they stand", "Leave it out of the file."));
        return found switch
        {
            IH5Dataset dataset => Dataset(dataset, place, element),
            IH5Group group when UnsReader.SparseKind(group) is { } kind => Sparse(group, place, element, kind),
            IH5Group when depth >= MaxDepth => throw new NotSupportedException("it lies too deep, or below a link that leads back to where it stands"),
            IH5Group group when H5Store.Text(group, AttributeCopy.Encoding) == "dataframe" => new FrameCopy(store, this).Of(group, place),
            IH5Group group when MadeOfParts.Contains(H5Store.Text(group, AttributeCopy.Encoding)) => Parts(group, place, element, depth),
            IH5Group group => Group(group, place, depth),
            IH5UnresolvedLink => throw new NotSupportedException("it is a link that leads nowhere"),
            _ => throw new NotSupportedException("it is a named type without values"),
        };
    }

    private H5Group Group(IH5Group group, string place, int depth)
    {
        var copy = new H5Group();
        Attributes(group, copy, place);
        AttributeCopy.Tag(group, copy, "dict", "0.1.0");
        Children(group, place, copy, depth: depth + 1);
        return copy;
    }

    /// <summary>A group that means nothing without one of its members.</summary>
    private H5Group Parts(IH5Group group, string place, string element, int depth)
    {
        var copy = new H5Group();
        AttributeCopy.To(group, copy, (name, reason) => throw new NotSupportedException($"{reason} (attribute '{name}')"));
        foreach (IH5Object child in GroupLinks.Of(group))
        {
            FileBoundary.Require(child, group);
            copy[child.Name] = Plan(child, $"{place}/{child.Name}", element, depth + 1);
        }
        return copy;
    }

    private H5Group Sparse(IH5Group group, string place, string element, string kind)
    {
        IH5Dataset data = H5Store.Dataset(group, "data"), indices = H5Store.Dataset(group, "indices"), pointers = H5Store.Dataset(group, "indptr");
        long[] shape = H5Store.Numbers(group, "shape") ?? H5Store.Numbers(group, "h5sparse_shape") ?? throw new InvalidDataException("it has no shape");
        bool areLong = new[] { indices, pointers }.Any(positions => H5Numbers.TypeName(positions.Type) is "int64" or "uint64" or "uint32");
        var numbers = new NumberCopy(store, streams);
        var copy = new H5Group
        {
            ["data"] = numbers.Of(data, place + "/data", element),
            ["indices"] = numbers.Positions(indices, place + "/indices", element, areLong),
            ["indptr"] = numbers.Positions(pointers, place + "/indptr", element, areLong),
        };
        Attributes(group, copy, place, "shape", "h5sparse_shape", "h5sparse_format");
        AttributeCopy.Tag(group, copy, kind + "_matrix", "0.1.0");
        copy.Attributes["shape"] = new H5Attribute(shape);
        return copy;
    }

    private (H5Dataset Copy, string Encoding) Texts(IH5Dataset source, string place, string element)
    {
        if (source.Type.Class == H5DataTypeClass.VariableLength && !RecordCopy.IsTextOfVariableLength(source.Type))
            throw new NotSupportedException("it holds sequences of different lengths");
        if (source.Space.Type == H5DataspaceType.Null)
            return (new H5Dataset<string[]>(opaqueInfo: null), "string");
        ulong[] extents = source.Space.Dimensions;
        bool isScalar = source.Space.Type == H5DataspaceType.Scalar;
        // Before 0.7, one text was written as an array of one, and is read as one text.
        bool isOneOfOld = extents is [1] && source.Type.Class == H5DataTypeClass.String && !source.AttributeExists(AttributeCopy.Encoding) && place.StartsWith("/uns/", StringComparison.Ordinal);
        if (isScalar || isOneOfOld)
            return (new H5Dataset(H5Store.ReadTexts(source)[0]), "string");
        if (H5Numbers.ElementCount(source) <= FewTexts)
            return (new H5Dataset(H5Store.ReadTexts(source), fileDims: extents), "string-array");
        var target = new H5Dataset<string[]>(extents);
        streams.Add(writer =>
        {
            string[] texts = ReadTexts(source, element);
            writer.Write(target, texts, new HyperslabSelection(0, (ulong)texts.Length), new HyperslabSelection(extents.Length, new ulong[extents.Length], extents));
        });
        return (target, "string-array");
    }

    private static string[] ReadTexts(IH5Dataset source, string element)
    {
        try
        {
            return H5Store.ReadTexts(source);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new UnreadableElementException(element, $"it cannot be read: {H5Store.Reason(error)}", error);
        }
    }

    private sealed class TooManyObjectsException(DatasetFileException cause) : Exception(cause.Message, cause);
}
