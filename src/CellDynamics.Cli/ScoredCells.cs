using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;

namespace CellDynamics.Cli;

/// <summary>Two populations in common coordinates: a key of <c>obsm</c>, or the genes that the first one has.</summary>
internal static class ScoredCells
{
    /// <param name="predicted">Its genes are compared where no embedding is.</param>
    /// <param name="truth">Has the same key, or at least those genes.</param>
    /// <param name="use">Null: <see cref="ResultKeys.State"/> or <c>X_pca</c> where both have it, else X.</param>
    /// <param name="note">Hears what a person should know about the comparison.</param>
    public static (DenseMatrix Predicted, DenseMatrix Truth) Read(AnnotatedData predicted, AnnotatedData truth, string? use, Action<string> note)
    {
        string key = use ?? new[] { ResultKeys.State, "X_pca" }.FirstOrDefault(k => predicted.ObsmKeys.Contains(k) && truth.ObsmKeys.Contains(k)) ?? StudyRoles.UseMatrix;
        (DenseMatrix first, DenseMatrix second) = key == StudyRoles.UseMatrix
            ? Genes(predicted, truth, note)
            : (Representation.RequireFinite(predicted, key), Representation.RequireFinite(truth, key));
        return first.Columns == second.Columns ? (first, second)
            : throw new RunException($"{predicted.Path} and {truth.Path}, {key}: expected the same number of dimensions, found {first.Columns} and {second.Columns}. Choose common coordinates with --use.");
    }

    private static (DenseMatrix, DenseMatrix) Genes(AnnotatedData predicted, AnnotatedData truth, Action<string> note)
    {
        string[] scales = [ScaleOf(predicted), ScaleOf(truth)];
        if (scales[0] != scales[1])
            note($"X of {Path.GetFileName(predicted.Path)} is on the scale \"{scales[0]}\", X of {Path.GetFileName(truth.Path)} on \"{scales[1]}\": distances compare them as they are.");
        var places = truth.Var.Index.Select((gene, i) => (gene, i)).DistinctBy(pair => pair.gene).ToDictionary(pair => pair.gene, pair => pair.i);
        int[] all = [.. Enumerable.Range(0, predicted.GeneCount)];
        if (predicted.Var.Index.All(places.ContainsKey))
            return (Columns(predicted, all), Columns(truth, [.. predicted.Var.Index.Select(gene => places[gene])]));
        note("The two files name their genes differently: columns of X are compared in their order.");
        return (Columns(predicted, all), Columns(truth, [.. Enumerable.Range(0, truth.GeneCount)]));
    }

    private static string ScaleOf(AnnotatedData data) =>
        data.UnsKeys.Contains(ResultKeys.Root) && data.UnsChildren(ResultKeys.Root).Contains(ResultKeys.XScale) ? data.ReadUnsText($"{ResultKeys.Root}/{ResultKeys.XScale}") : "as in the input";

    /// <summary>Columns of X in the given order, <c>[cells, columns]</c>.</summary>
    private static DenseMatrix Columns(AnnotatedData data, int[] columns)
    {
        var taken = new DenseMatrix(data.CellCount, columns.Length);
        int[] place = new int[data.GeneCount];
        Array.Fill(place, -1);
        for (int i = 0; i < columns.Length; i++)
            place[columns[i]] = i;
        foreach (SparseRows block in data.RequireMatrix(null).ReadRowBlocks())
        {
            for (int row = 0; row < block.Rows; row++)
            {
                for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                {
                    if (place[block.Indices[i]] >= 0)
                        taken[block.FirstRow + row, place[block.Indices[i]]] = double.IsFinite(block.Values[i]) ? block.Values[i] : throw NotFinite(data, block.FirstRow + row);
                }
            }
        }
        return taken;
    }

    private static DatasetFileException NotFinite(AnnotatedData data, int cell) =>
        new(data.Path, "/X", "finite numbers", $"NaN or infinity in cell '{data.Obs.Index[cell]}'", "Remove that cell, or compare an embedding with --use.");
}
