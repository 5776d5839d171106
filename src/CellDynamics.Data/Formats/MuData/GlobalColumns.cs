using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.H5ad.Container;
using CellDynamics.Data.H5ad.Copying;
using PureHDF;

namespace CellDynamics.Data.Formats.MuData;

/// <summary>Columns that a MuData file keeps for the cells of all modalities together, brought to the cells of one.</summary>
/// <remarks>Ref: mudata docs, "Specification": <c>obsmap</c> holds for every cell of the file its row in the modality, counted from 1; 0 where it is not in it.</remarks>
internal static class GlobalColumns
{
    /// <summary>How notes on them begin.</summary>
    public const string Noted = "/obs of the whole file";

    /// <summary>The cells of a modality with the columns of the whole file, under their names without the prefix of the modality. A column of the modality's own stays; those of other modalities are no concern of it.</summary>
    /// <param name="store">The whole file.</param>
    /// <param name="cells">Of the modality.</param>
    /// <param name="modality">Its name.</param>
    /// <param name="modalities">Names of all.</param>
    /// <param name="notes">Gets what is left out.</param>
    public static DataFrame Joined(H5Store store, DataFrame cells, string modality, string[] modalities, List<string> notes)
    {
        if (store.Find("/obs") is null || Read(store, notes) is not { } all)
            return cells;
        int[] rows = RowsByMap(store, modality, all.Count, cells.Count) ?? RowsByName(all.Index, cells.Index);
        List<DataColumn> columns = [.. cells.Columns];
        var known = new Dictionary<string, DataColumn>(StringComparer.Ordinal);
        foreach (DataColumn column in cells.Columns)
            known.TryAdd(column.Name, column);
        foreach (DataColumn column in all.Columns)
        {
            string? prefix = modalities.Where(name => column.Name.StartsWith($"{name}:", StringComparison.Ordinal)).MaxBy(name => name.Length);
            if (prefix is not null && prefix != modality)
                continue;
            string name = prefix is null ? column.Name : column.Name[(prefix.Length + 1)..];
            if (name.Length == 0 || name.Contains('/'))
            {
                notes.Add($"{Noted} has '{column.Name}', which is no name of a column; left out.");
                continue;
            }
            DataColumn joined = CellMatch.Aligned(column, rows) with { Name = name };
            if (!known.TryGetValue(name, out DataColumn? own))
            {
                // One that tells of cells of other modalities only says nothing here.
                if (joined.MissingCount < joined.Count && known.TryAdd(name, joined))
                    columns.Add(joined);
            }
            else if (!HoldSame(own, joined))
                notes.Add($"{Noted} has other values in '{column.Name}' than {modality}; those of {modality} are taken.");
        }
        return cells with { Columns = columns };
    }

    private static DataFrame? Read(H5Store store, List<string> notes)
    {
        var left = new List<string>();
        try
        {
            using H5Store texts = store.Again();
            return new FrameReader(texts, left).Read("/obs");
        }
        catch (DatasetFileException error)
        {
            left.Add($"expected {error.Expected}, found {error.Found}; its columns are left out.");
            return null;
        }
        finally
        {
            notes.AddRange(left.Select(note => $"{Noted}: {note}"));
        }
    }

    /// <summary>Row in the whole file of each cell of the modality, -1 where it has none; null where the file has no map that fits.</summary>
    private static int[]? RowsByMap(H5Store store, string modality, int all, int cells)
    {
        if (store.Find($"/obsmap/{modality}") is not IH5Dataset map || H5Numbers.Claimed(map) != (UInt128)all || H5Numbers.TypeName(map.Type) is not { } type || type.StartsWith("float", StringComparison.Ordinal))
            return null;
        long[] positions;
        try
        {
            positions = store.Read($"/obsmap/{modality}", "rows of the modality", () => H5Numbers.ReadLongs(map));
        }
        catch (DatasetFileException)
        {
            return null;
        }
        int[] rows = new int[cells];
        Array.Fill(rows, -1);
        for (int row = 0; row < all; row++)
        {
            if (positions[row] < 0 || positions[row] > cells || (positions[row] > 0 && rows[positions[row] - 1] >= 0))
                return null;
            if (positions[row] > 0)
                rows[positions[row] - 1] = row;
        }
        return rows;
    }

    private static int[] RowsByName(string[] all, string[] cells)
    {
        var rowOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int row = 0; row < all.Length; row++)
            // One name of several cells says nothing about which of them is meant.
            rowOf[all[row]] = rowOf.ContainsKey(all[row]) ? -1 : row;
        return Array.ConvertAll(cells, name => rowOf.GetValueOrDefault(name, -1));
    }

    private static bool HoldSame(DataColumn a, DataColumn b) => a.Numbers is { } x && b.Numbers is { } y ? x.AsSpan().SequenceEqual(y) : a.Labels.AsSpan().SequenceEqual(b.Labels);
}
