using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Container;
using CellDynamics.Data.H5ad.Copying;
using CellDynamics.Data.H5ad.Layout;
using PureHDF;

namespace CellDynamics.Data.Formats.MuData;

/// <summary>Writes the modality of a MuData file that was opened as an AnnData file, with the columns that the file keeps for all modalities together.</summary>
internal static class ModalityCopy
{
    /// <summary>More is no table of annotations, and a frame lists only so many columns, see <see cref="FrameLayout.MostColumns"/>.</summary>
    private const int MostJoined = 1000;

    /// <returns>What the target does not hold, or holds otherwise.</returns>
    public static IReadOnlyList<LeftOut> Write(AnnotatedData data, string target) => CopyAttempts.Write(target, (unfinished, unreadable, left) =>
    {
        using H5Store file = H5Store.Open(data.ContentPath);
        H5Store store = file.At($"mod/{data.Modality}");
        left.AddRange(data.Notes.Where(note => note.StartsWith(GlobalColumns.Noted, StringComparison.Ordinal)).Select(note => new LeftOut("", note)));
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
}
