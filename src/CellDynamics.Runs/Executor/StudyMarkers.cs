using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.Responses;

namespace CellDynamics.Runs.Executor;

/// <summary>The genes or markers that statistics are made of: those that the coordinates were made from.</summary>
internal static class StudyMarkers
{
    private const int Most = 2000;

    /// <summary>Empty where the file has no usable matrix.</summary>
    public static MarkerTable Of(Study study, Representation representation, CancellationToken cancellationToken)
    {
        if (representation.Model is not { } model || study.Matrix is not { Columns: > 0 } matrix)
            return new MarkerTable([], []);
        var placeOf = study.Data.Var.Index.Select((gene, i) => (gene, i)).DistinctBy(pair => pair.gene).ToDictionary(pair => pair.gene, pair => pair.i);
        int[] columns = [.. model.Genes.Where(placeOf.ContainsKey).Select(gene => placeOf[gene]).Take(Most)];
        IReadOnlyList<string> symbols = new GeneNames(study.Data.Var).Symbols;
        // Loadings of none: the values themselves, on the scale genes are shown on.
        var asShown = new RepresentationModel([.. columns.Select(column => symbols[column])], model.Scale, new double[columns.Length], null, []);
        return new MarkerTable(asShown.Genes, Array.ConvertAll(asShown.Project(matrix, columns, cancellationToken).Values, value => (float)value));
    }
}
