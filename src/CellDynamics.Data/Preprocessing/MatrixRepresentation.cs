using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing.Spectral;
using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Preprocessing;

/// <summary>Scale, highly variable genes and PCA of a matrix, fitted on some cells and applied to all.</summary>
internal sealed class MatrixRepresentation(Study study, bool[]? isTaken, RepresentationOptions options, CancellationToken cancellationToken)
{
    private const int FewGenes = 10;

    public Representation Fit()
    {
        AnnotatedData data = study.Data;
        ICellMatrix matrix = Require(data);
        string place = WorkingSpace.PlaceOfMatrix(study.Roles);
        MatrixSummary summary = MatrixSummary.Of(matrix, cancellationToken);
        RequireFinite(data, place, summary);
        ScaleEvidence scale = Scale(summary);
        int[] genes = Genes(matrix, scale.Scale);
        int cells = isTaken?.Count(t => t) ?? matrix.Rows;
        int dims = IsPanel(matrix, scale.Scale) && cells > genes.Length ? genes.Length : Dimensions(data, place, genes.Length, cells);
        PrincipalComponents pca = PrincipalComponents.Fit(new GeneSubset(matrix, scale.Scale, genes), genes.Length, dims, isTaken, cells, cancellationToken);
        var model = new RepresentationModel([.. genes.Select(g => data.Var.Index[g])], scale.Scale, pca.Mean, pca.Loadings, pca.VarianceRatio);
        return new Representation("X_pca", model.Project(matrix, genes, cancellationToken), model,
            Explain(place, scale, Kept(matrix, scale.Scale, genes.Length), pca, cells), pca.VarianceRatio, Warnings(scale, summary, IsPanel(matrix, scale.Scale) ? FewGenes : genes.Length), false);
    }

    /// <summary>The way from an embedding of the file back to its most variable genes; null without a usable matrix.</summary>
    public RepresentationModel? TryDecode(DenseMatrix states)
    {
        if (study.Matrix is not { Columns: > 0, Rows: > 0 } matrix || states.Columns == 0 || TrySummarise(matrix) is not { NotFinite: 0 } summary)
            return null;
        MatrixScale scale = Scale(summary).Scale;
        int[] genes = Genes(matrix, scale);
        (double[] origin, DenseMatrix slopes) = LinearDecoder.Fit(new GeneSubset(matrix, scale, genes), genes.Length, states, isTaken, cancellationToken);
        return new RepresentationModel([.. genes.Select(g => study.Data.Var.Index[g])], scale, origin, slopes, []) { CanProject = false };
    }

    /// <summary>Null where the values cannot be read: the embedding can be worked in without them.</summary>
    private MatrixSummary? TrySummarise(ICellMatrix matrix)
    {
        try
        {
            return MatrixSummary.Of(matrix, cancellationToken);
        }
        catch (DatasetFileException)
        {
            return null;
        }
    }

    public static void RequireFinite(AnnotatedData data, string place, MatrixSummary summary)
    {
        if (summary.NotFinite > 0)
            throw new DatasetFileException(data.Path, place, "finite numbers", $"NaN or infinities in {NumberText.Grouped(summary.NotFinite)} places",
                "Replace them (by 0 where a gene was not seen) or choose another layer or embedding.");
    }

    private ScaleEvidence Scale(MatrixSummary summary) => options.Scale is { } scale ? ScaleDetector.Given(scale) : ScaleDetector.Of(summary, study.Roles.IsCytometry);

    /// <summary>A marker that does not vary where the fit looks may do so elsewhere, and dropping the last components would drop markers.</summary>
    private bool IsPanel(ICellMatrix matrix, MatrixScale scale) =>
        matrix.Columns <= RepresentationOptions.MostColumnsOfPanel && (options.KeepsPanels || scale == MatrixScale.Cytometry);

    private ICellMatrix Require(AnnotatedData data)
    {
        ICellMatrix matrix = data.RequireMatrix(study.Roles.Layer);
        if (matrix.Columns > 0 && matrix.Rows > 0)
            return matrix;
        throw new DatasetFileException(data.Path, "/X", "cells and genes", $"a {matrix.Rows} × {matrix.Columns} matrix",
            data.ObsmKeys.Count == 0 ? "The file holds nothing to work in." : $"Choose an embedding with --use: {string.Join(", ", data.ObsmKeys)}.");
    }

    private int[] Genes(ICellMatrix matrix, MatrixScale scale) => IsPanel(matrix, scale)
        ? [.. Enumerable.Range(0, matrix.Columns)]
        : new GeneNames(study.Data.Var).Joined(HighlyVariableGenes.Select(matrix, scale, options.HighlyVariableGenes, isTaken, cancellationToken), options.AlsoGenes);

    private int Dimensions(AnnotatedData data, string place, int genes, int cells)
    {
        int dims = Math.Min(Math.Min(options.Components, genes), Math.Max(1, cells / 5));
        return cells >= 2 && genes > 0 ? dims : throw new DatasetFileException(data.Path, place, "at least two cells and a gene that varies",
            $"{cells} cells and {genes} varying genes", "Choose another layer or an embedding.");
    }

    private string Kept(ICellMatrix matrix, MatrixScale scale, int genes) =>
        IsPanel(matrix, scale) ? $"all {genes} markers" : $"{NumberText.Grouped(genes)} highly variable genes";

    private string Explain(string place, ScaleEvidence scale, string genes, PrincipalComponents pca, int cells)
    {
        string without = isTaken is null ? "" : $" Genes and components were fitted on {NumberText.Grouped(cells)} cells, without the held-out ones.";
        string why = study.Roles.Layer is null ? "The file has no PCA, so one was computed from X." : $"A PCA was computed from {place[1..]}, the layer asked for.";
        return $"{why} {scale.Evidence} Worked on as follows: {scale.Treatment}; "
            + $"{genes}; {pca.Variances.Length} principal components with {100 * pca.VarianceRatio.Sum():F1} % of their variance.{without}";
    }

    private static List<string> Warnings(ScaleEvidence scale, MatrixSummary summary, int genes)
    {
        var warnings = new List<string>();
        if (scale.Warning is not null)
            warnings.Add(scale.Warning);
        int empty = summary.GenesPerCell.Count(g => g == 0);
        if (empty > 0)
            warnings.Add($"{NumberText.Grouped(empty)} cells have no expressed gene: remove them.");
        if (genes < FewGenes)
            warnings.Add($"Only {genes} genes vary: use X as it is rather than its PCA.");
        return warnings;
    }
}
