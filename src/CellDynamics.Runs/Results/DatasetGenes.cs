using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Quality;
using CellDynamics.Data.Studies;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results;

/// <summary>Genes of the dataset that an analysis was made of, on the scale they are shown on.</summary>
internal sealed class DatasetGenes(RunRequest request, MatrixScale scale, GeneNames names)
{
    private double[]? totals;
    private KeptCells? kept;

    public GeneNames Names => names;

    /// <summary>Place of a gene in the dataset.</summary>
    /// <exception cref="KeyNotFoundException">No such gene; the message names close ones.</exception>
    public int Find(string gene)
    {
        int column = names.Find(gene);
        return column >= 0 ? column : throw new KeyNotFoundException($"There is no gene '{gene}' among the {NumberText.Grouped(names.Symbols.Count)} of this file. {names.Advice(gene)}");
    }

    /// <summary>One gene in all measured cells of the analysis, <c>[cells]</c>.</summary>
    public float[] Read(int column, CancellationToken cancellationToken)
    {
        using AnnotatedData data = Open();
        ICellMatrix matrix = Matrix(data) ?? throw new RunException($"{data.Path} has no matrix of genes, so no gene can be shown.");
        return GeneScale.Read(matrix, column, scale, () => totals ??= GeneScale.Totals(matrix, cancellationToken));
    }

    public ICellMatrix? Matrix(AnnotatedData data) => request.Roles.Layer is { } layer ? data.RequireMatrix(layer) : data.X;

    /// <summary>The cells of the analysis: without those that its filter set aside.</summary>
    /// <exception cref="RunException">The dataset is gone.</exception>
    public AnnotatedData Open()
    {
        if (!File.Exists(request.DatasetPath))
            throw new RunException($"{request.DatasetPath}: expected the dataset of this analysis, found none. Genes of measured cells can be shown again when it is back.");
        AnnotatedData data = H5adReader.Open(request.DatasetPath);
        kept ??= KeptCells.Of(data, request.Roles);
        return kept?.Select(data) ?? data;
    }
}
