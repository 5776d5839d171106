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
    /// <summary>What genes that were read lately may take in memory, bytes: many people look at few genes, and the page of a result asks for each twice.</summary>
    private const long MostRecent = 32 << 20;

    private readonly Dictionary<int, float[]> recent = [];
    private readonly Queue<int> order = [];
    private readonly Lock gate = new();
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

    /// <summary>One gene in all measured cells of the analysis, <c>[cells]</c>. Others may hold the same array: it is not to be changed.</summary>
    /// <exception cref="RunException">The dataset is gone.</exception>
    public float[] Read(int column, CancellationToken cancellationToken)
    {
        RequireFile();
        lock (gate)
        {
            if (recent.TryGetValue(column, out float[]? known))
                return known;
        }
        using AnnotatedData data = Open();
        ICellMatrix matrix = Matrix(data) ?? throw new RunException($"{data.Path} has no matrix of genes, so no gene can be shown.");
        float[] values = GeneScale.Read(matrix, column, scale, () => totals ??= GeneScale.Totals(matrix, cancellationToken));
        lock (gate)
        {
            if (recent.TryAdd(column, values))
                order.Enqueue(column);
            while (recent.Count > 1 && recent.Count * (long)values.Length * sizeof(float) > MostRecent)
                recent.Remove(order.Dequeue());
        }
        return values;
    }

    public ICellMatrix? Matrix(AnnotatedData data) => request.Roles.Layer is { } layer ? data.RequireMatrix(layer) : data.X;

    /// <summary>The cells of the analysis: without those that its filter set aside.</summary>
    /// <exception cref="RunException">The dataset is gone.</exception>
    public AnnotatedData Open()
    {
        RequireFile();
        AnnotatedData data = H5adReader.Open(request.DatasetPath);
        kept ??= KeptCells.Of(data, request.Roles);
        return kept?.Select(data) ?? data;
    }

    private void RequireFile()
    {
        if (!File.Exists(request.DatasetPath))
            throw new RunException($"{request.DatasetPath}: expected the dataset of this analysis, found none. Genes of measured cells can be shown again when it is back.");
    }
}
