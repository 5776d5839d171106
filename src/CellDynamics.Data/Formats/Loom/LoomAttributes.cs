using System.Net;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.H5ad.Container;
using PureHDF;

namespace CellDynamics.Data.Formats.Loom;

/// <summary>The attributes of the rows or columns of a loom file: of one dimension columns of a table, of two embeddings. What cannot be read costs only itself.</summary>
internal sealed class LoomAttributes
{
    private readonly List<DataColumn> columns = [];
    private readonly List<EmbeddingEntry> embeddings = [];
    private readonly int count;

    public LoomAttributes(H5Store store, string place, int count, List<string> notes)
    {
        this.count = count;
        if (store.Find(place) is not IH5Group group)
            return;
        foreach (IH5Object child in H5Store.ChildrenOf(group))
        {
            try
            {
                if (!TryAdd(child))
                    notes.Add($"{place}/{child.Name} is left out: it is no array with one entry for each of the {count}.");
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                notes.Add($"{place}/{child.Name} cannot be read ({H5Store.FirstLine(error)}); left out.");
            }
        }
    }

    public IReadOnlyList<EmbeddingEntry> Embeddings => embeddings;

    /// <param name="names">Attributes that hold names, the first that is there is taken.</param>
    /// <param name="prefix">Of numbered names, where none is there.</param>
    public DataFrame Frame(string[] names, string prefix)
    {
        DataColumn? index = names.Select(name => columns.Find(column => column.Name == name)).FirstOrDefault(found => found is not null);
        return index is null
            ? DataFrame.Numbered(prefix, count) with { Columns = columns }
            : new DataFrame(index.Name, Array.ConvertAll(index.Labels, label => label ?? ""), [.. columns.Where(column => column != index)]);
    }

    /// <summary>loompy before 3 wrote what is not ASCII as <c>&amp;#241;</c>, and every version reads it back.</summary>
    private static DataColumn Unescaped(DataColumn column) => column.Kind == ColumnKind.String && column.Labels.Any(label => label?.Contains('&') == true)
        ? column with { Labels = Array.ConvertAll(column.Labels, WebUtility.HtmlDecode) }
        : column;

    private bool TryAdd(IH5Object child)
    {
        if (child is not IH5Dataset dataset || dataset.Space.Dimensions is not [ulong first, .. var rest] || first != (ulong)count)
            return false;
        if (rest.Length == 0)
            columns.Add(Unescaped(FrameReader.ReadArray(child.Name, dataset)));
        else if (rest.Length == 1 && EmbeddingReader.Describe(child) is { } entry)
            embeddings.Add(entry);
        else
            return false;
        return true;
    }
}
