using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Container;
using CellDynamics.Data.H5ad.Copying;
using CellDynamics.Data.H5ad.Layout;
using PureHDF;

namespace CellDynamics.Data.Formats.MuData;

/// <summary>Writes an AnnData file with columns that were joined, or the modality of a MuData file that was opened as one, with those that the file keeps for all modalities together.</summary>
internal static class ModalityCopy
{
    /// <summary>More is no table of annotations, and a frame lists only so many columns, see <see cref="FrameLayout.MostColumns"/>.</summary>
    private const int MostJoined = 1000;

    private static readonly string[] Joined = ["mod", "obs", "obsmap", "varmap"];

    /// <returns>What the target does not hold, or holds otherwise.</returns>
    public static IReadOnlyList<LeftOut> Write(AnnotatedData data, string target) => CopyAttempts.Write(target, (unfinished, unreadable, left) =>
    {
        using H5Store file = H5Store.Open(data.ContentPath);
        H5Store store = data.Modality is { } modality ? file.At($"mod/{modality}") : file;
        left.AddRange(data.Notes.Where(note => note.StartsWith(GlobalColumns.Noted, StringComparison.Ordinal)).Select(note => new LeftOut("", note)));
        left.AddRange(Beside(file, data));
        var elements = new ElementCopy(store, unreadable, left);
        DataColumn[] joined = [.. data.Obs.Columns.Where(column => data.JoinedObs.Contains(column.Name))];
        if (joined.Length > MostJoined)
            left.Add(new LeftOut("", $"{GlobalColumns.Noted} has {joined.Length - MostJoined} more columns after '{joined[MostJoined - 1].Name}' than are taken; they are left out."));
        H5File copy = new AnnDataCopy(store, elements, new AddedResults([.. joined.Take(MostJoined)], new Dictionary<string, DenseMatrix>(), null)).Plan();
        if (left.Count > 0)
            ((H5Group)copy["uns"])[DatasetConversion.NotesKey] = H5Layout.Texts(DatasetConversion.Sentences(left));
        using H5NativeWriter writer = copy.BeginWrite(unfinished, H5Layout.Options);
        elements.Stream(writer);
    });

    /// <summary>What the file holds beside the modality and what is joined to its cells.</summary>
    private static IEnumerable<LeftOut> Beside(H5Store file, AnnotatedData data)
    {
        foreach (string other in data.Modalities.Where(name => name != data.Modality))
            yield return new LeftOut($"/mod/{other}", $"another modality than {data.Modality}");
        foreach (IH5Object element in H5Store.ChildrenOf(file.Root).Where(child => !Joined.Contains(child.Name) && Tells(child, data.Modalities)))
            yield return new LeftOut($"/{element.Name}", $"it is of all modalities together; what {data.Modality} itself holds there is carried");
    }

    /// <summary>Whether there is more than names, and than the masks that mudata keeps for every modality.</summary>
    private static bool Tells(IH5Object element, IReadOnlyList<string> modalities) => element is not IH5Group group
        || (group.AttributeExists("column-order") ? H5Store.Texts(group, "column-order") is { Length: > 0 } : H5Store.ChildrenOf(group).Any(child => !modalities.Contains(child.Name)));
}
