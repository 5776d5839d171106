using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Container;
using PureHDF;

namespace CellDynamics.Data.H5ad;

/// <summary>The tables of anndata before 0.7: records whose first field is the index, categories in <c>uns/NAME_categories</c>.</summary>
internal sealed class LegacyFrames(H5Store store, List<string> notes)
{
    private const string CategoriesEnding = "_categories";

    /// <param name="dataset">The compound dataset.</param>
    /// <param name="place">Path of the data frame, such as <c>/obs</c>.</param>
    public DataFrame Read(IH5Dataset dataset, string place)
    {
        var table = new CompoundTable(dataset);
        string indexName = table.Fields[0];
        string[] index = store.Read($"{place}/{indexName}", "names", () => Array.ConvertAll(Column(table, indexName, isCategorical: false).Labels, label => label ?? ""));
        var columns = new List<DataColumn>();
        foreach (string name in table.Fields.Skip(1))
        {
            try
            {
                columns.Add(Column(table, name, isCategorical: true));
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                notes.Add($"{place}/{name} cannot be read ({H5Store.FirstLine(error)}); left out.");
            }
        }
        return new DataFrame(indexName, index, columns);
    }

    /// <summary>Keys of <c>uns</c> without those that hold the categories of a column, as later versions show them.</summary>
    public static IEnumerable<string> Keys(IEnumerable<string> keys, DataFrame obs, DataFrame var)
    {
        string[] used = [.. obs.Columns.Concat(var.Columns).Where(column => column.Kind == ColumnKind.Categorical).Select(column => column.Name + CategoriesEnding)];
        return keys.Where(key => !used.Contains(key));
    }

    private DataColumn Column(CompoundTable table, string name, bool isCategorical)
    {
        if (table.Width(name) != 1)
            throw new NotSupportedException($"it has {table.Width(name)} values per entry");
        if (table.IsText(name))
            return DataColumn.OfTexts(name, table.Texts(name));
        Array numbers = table.Numbers(name);
        bool areBooleans = table.AreBooleans(name);
        if (isCategorical && MayBeCodes(table, name, numbers) && Categories(name) is { } categories && H5Numbers.ToLongs(numbers) is var codes && codes.All(code => code < categories.Length))
            return FrameReader.OfCodes(name, codes, categories, isOrdered: false);
        return FrameReader.OfNumbers(name, numbers, areBooleans, isMissing: null);
    }

    /// <summary>The numbers of a column where they could stand for categories, else null.</summary>
    public static Array? Codes(CompoundTable table, string name) => table.TypeName(name) is not null && table.Numbers(name) is var numbers && MayBeCodes(table, name, numbers) ? numbers : null;

    private static bool MayBeCodes(CompoundTable table, string name, Array numbers) =>
        !table.AreBooleans(name) && H5Numbers.ElementType(numbers) is TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32;

    private string[]? Categories(string column) => store.Find($"/uns/{column}{CategoriesEnding}") switch
    {
        IH5Dataset found when H5Store.IsText(found.Type) => H5Store.ReadTexts(found),
        IH5Dataset found when H5Numbers.TypeName(found.Type) is not null => H5Numbers.ToLabels(H5Numbers.Read(found), areBooleans: found.Type.Class == H5DataTypeClass.Enumerated),
        _ => null,
    };
}
