using CellDynamics.Data.Annotated;
using CellDynamics.Data.Unstructured;

namespace CellDynamics.Data.Quality;

/// <summary>Some cells of a file behind the face of a whole one.</summary>
internal static class SelectedCells
{
    /// <param name="data">The whole; it is disposed with what is returned.</param>
    /// <param name="rows">Cells to keep, ascending.</param>
    public static AnnotatedData Of(AnnotatedData data, int[] rows) => new(new Store(data, rows))
    {
        Path = data.Path,
        Format = data.Format,
        Encoding = data.Encoding,
        Obs = new DataFrame(data.Obs.IndexName, Pick(data.Obs.Index, rows), [.. data.Obs.Columns.Select(column => Select(column, rows))]),
        JoinedObs = data.JoinedObs,
        Var = data.Var,
        X = Select(data.X, rows),
        Layers = data.Layers.ToDictionary(layer => layer.Key, layer => (ICellMatrix)new SelectedRows(layer.Value, rows)),
        Embeddings = [.. data.Embeddings.Select(entry => entry with { Shape = [rows.Length, .. entry.Shape.Skip(1)] })],
        Varm = data.Varm,
        Obsp = [.. data.Obsp.Select(entry => entry with { Shape = [rows.Length, rows.Length] })],
        Varp = data.Varp,
        RawX = Select(data.RawX, rows),
        RawVar = data.RawVar,
        UnsKeys = data.UnsKeys,
        Notes = data.Notes,
    };

    private static DataColumn Select(DataColumn column, int[] rows) =>
        column with { Labels = Pick(column.Labels, rows), Numbers = column.Numbers is { } numbers ? Pick(numbers, rows) : null };

    private static T[] Pick<T>(T[] values, int[] rows) => Array.ConvertAll(rows, row => values[row]);

    private static SelectedRows? Select(ICellMatrix? matrix, int[] rows) => matrix is null ? null : new SelectedRows(matrix, rows);

    private sealed class Store(AnnotatedData data, int[] rows) : IDatasetStore
    {
        private const string Embeddings = "/obsm/";

        public DenseMatrix ReadMatrix(string place) =>
            place.StartsWith(Embeddings, StringComparison.Ordinal) ? data.ReadObsm(place[Embeddings.Length..]).SelectRows(rows) : data.ReadVarm(place[(place.LastIndexOf('/') + 1)..]);

        public (double Sum, long NotFinite)? SumOf(string place)
        {
            if (place.StartsWith("/obsp/", StringComparison.Ordinal))
                return null;
            if (!place.StartsWith(Embeddings, StringComparison.Ordinal))
                return data.SumOf(place);
            double[] values = ReadMatrix(place).Values, finite = Array.FindAll(values, double.IsFinite);
            return (finite.Sum(), values.Length - finite.Length);
        }

        public UnsNode? ReadUns(string path) => data.ReadUns(path);

        public IReadOnlyList<string> UnsChildren(string path) => data.UnsChildren(path);

        public void Dispose() => data.Dispose();
    }
}
