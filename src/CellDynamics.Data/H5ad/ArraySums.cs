using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Container;
using PureHDF;
using PureHDF.Selections;

namespace CellDynamics.Data.H5ad;

/// <summary>Adds up an element of any rank in pieces, so that it need not fit into memory.</summary>
internal sealed class ArraySums(H5Store store)
{
    private const ulong PieceEntries = 1 << 20;

    /// <summary>Sum of the finite values and number of the others; null for what holds other than numbers.</summary>
    public (double Sum, long NotFinite)? Of(string place)
    {
        (string parent, string name) = (place[..place.LastIndexOf('/')], place[(place.LastIndexOf('/') + 1)..]);
        return store.Read(place, "numbers", () => store.Find(parent) is IH5Dataset { Type.Class: H5DataTypeClass.Compound } table ? OfField(new CompoundTable(table), name) : Of(store.Find(place), place));
    }

    private (double, long)? Of(IH5Object? found, string place) => found switch
    {
        IH5Dataset dataset when H5Numbers.TypeName(dataset.Type) is not null => OfPieces(dataset, place),
        IH5Group group when UnsReader.SparseKind(group) is not null && H5Store.FindBelow(group, "data") is IH5Dataset data => OfPieces(data, place),
        IH5Group group when H5Store.Text(group, "encoding-type") == "dataframe" => OfFrame(new FrameReader(store, []).Read(place)),
        _ => null,
    };

    private static (double, long)? OfField(CompoundTable table, string name) => table.TypeName(name) is null ? null : Add(H5Numbers.ToDoubles(table.Numbers(name)), 0, 0);

    private static (double, long)? OfFrame(DataFrame frame) => frame.Columns.Any(column => column.Numbers is null)
        ? null
        : frame.Columns.Aggregate((Sum: 0.0, NotFinite: 0L), (sofar, column) => Add(column.Numbers!, sofar.Sum, sofar.NotFinite));

    private (double, long) OfPieces(IH5Dataset dataset, string place)
    {
        store.RequirePlausible(dataset, place);
        ulong[] shape = dataset.Space.Dimensions;
        if (shape.Length == 0 || shape.Contains(0UL))
            return shape.Length == 0 ? Add(H5Numbers.ReadDoubles(dataset), 0, 0) : (0, 0);
        ulong across = shape.Skip(1).Aggregate(1UL, (product, extent) => checked(product * extent));
        ulong height = Math.Max(1, PieceEntries / across);
        (double Sum, long NotFinite) total = (0, 0);
        for (ulong first = 0; first < shape[0]; first += height)
        {
            ulong[] starts = new ulong[shape.Length], blocks = [Math.Min(height, shape[0] - first), .. shape[1..]];
            starts[0] = first;
            total = Add(H5Numbers.ReadDoubles(dataset, new HyperslabSelection(shape.Length, starts, blocks)), total.Sum, total.NotFinite);
        }
        return total;
    }

    private static (double, long) Add(double[] values, double sum, long notFinite)
    {
        foreach (double value in values)
            if (double.IsFinite(value))
                sum += value;
            else
                notFinite++;
        return (sum, notFinite);
    }
}
