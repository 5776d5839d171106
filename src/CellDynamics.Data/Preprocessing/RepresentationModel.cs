using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Preprocessing;

/// <summary>The way from expression to coordinates and back, fitted once and applied to any cells.</summary>
/// <remarks>For an embedding that came with the file only the way back is known (<see cref="CanProject"/> is false): a linear fit of expression on its coordinates.</remarks>
/// <param name="Genes">Names of the genes used, <c>[genes]</c>.</param>
/// <param name="Scale">Scale of the input; cells are normalised accordingly.</param>
/// <param name="Mean">Subtracted after normalising: expression at the origin of the coordinates, <c>[genes]</c>.</param>
/// <param name="Loadings">Expression per unit of each coordinate, orthonormal columns when cells can be projected, <c>[genes, dims]</c>; null where the coordinates are the values themselves.</param>
/// <param name="VarianceRatio">Share of the variance along each coordinate, <c>[dims]</c>; empty without loadings.</param>
public sealed record RepresentationModel(string[] Genes, MatrixScale Scale, double[] Mean, DenseMatrix? Loadings, double[] VarianceRatio)
{
    /// <summary>Fewer of the genes than this in a new file, and its cells are not placed.</summary>
    public const double LeastGenesFound = 0.8;

    /// <summary>Cells of other files can be placed by their expression.</summary>
    public bool CanProject { get; init; } = true;

    /// <summary>Values below zero occur on the scale that is decoded to, such as intensities below the background.</summary>
    public bool HasNegatives => Scale is MatrixScale.Scaled or MatrixScale.Cytometry;

    public int Dimensions => Loadings?.Columns ?? Genes.Length;

    /// <summary>Scale of what <see cref="Decode"/> gives, in words.</summary>
    public string ExpressionScale => Loadings is null ? "as in the input" : Scale switch
    {
        MatrixScale.Counts => "log1p of counts per 10,000",
        MatrixScale.Linear => "log1p of the input",
        MatrixScale.Cytometry => "asinh(x/5) of the input",
        _ => "as in the input",
    };

    /// <summary>Coordinates of the cells of another file, genes matched by name; a gene that is missing counts as average, <c>[cells, dims]</c>.</summary>
    /// <exception cref="DatasetFileException">Fewer than 80 % of the genes are in the file.</exception>
    /// <exception cref="InvalidOperationException"><see cref="CanProject"/> is false.</exception>
    public DenseMatrix Project(AnnotatedData data, string? layer = null, CancellationToken cancellationToken = default)
    {
        var placeOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = data.GeneCount - 1; i >= 0; i--)
            placeOf[data.Var.Index[i]] = i;
        int[] genes = Array.ConvertAll(Genes, g => placeOf.GetValueOrDefault(g, -1));
        int found = genes.Count(g => g >= 0);
        if (found < LeastGenesFound * genes.Length)
            throw new DatasetFileException(data.Path, "/var", $"at least {LeastGenesFound:P0} of the {genes.Length} genes of the representation", $"{found}",
                $"Use the same gene identifiers ({string.Join(", ", Genes.Take(3))}, …).");
        return Project(data.RequireMatrix(layer), genes, cancellationToken);
    }

    /// <summary>Coordinates of all cells of a matrix, <c>[cells, dims]</c>.</summary>
    /// <param name="matrix">As stored, in the scale of <see cref="Scale"/>.</param>
    /// <param name="genes">Its column of each gene, −1 where missing, <c>[genes]</c>.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    public DenseMatrix Project(ICellMatrix matrix, IReadOnlyList<int> genes, CancellationToken cancellationToken = default)
    {
        if (!CanProject)
            throw new InvalidOperationException("Cells cannot be placed in an embedding that came with the file: only the file's own cells have coordinates.");
        var states = new DenseMatrix(matrix.Rows, Dimensions);
        (int[] Missing, double[] Origin) given = ([.. Enumerable.Range(0, genes.Count).Where(g => genes[g] < 0)], Origin());
        foreach (SparseRows block in new GeneSubset(matrix, Scale, genes).Blocks(cancellationToken: cancellationToken))
            for (int row = 0; row < block.Rows; row++)
                Place(block, row, given, states.Row(block.FirstRow + row));
        return states;
    }

    /// <summary>Expression at coordinates, <c>[states, genes]</c>; below zero is cut off where the scale has no negative values.</summary>
    public DenseMatrix Decode(DenseMatrix states)
    {
        if (states.Columns != Dimensions)
            throw new ArgumentException($"The representation has {Dimensions} dimensions, the states {states.Columns}.", nameof(states));
        if (Loadings is null)
            return states;
        var expression = new DenseMatrix(states.Rows, Genes.Length);
        for (int row = 0; row < states.Rows; row++)
        {
            Span<double> values = expression.Row(row);
            for (int gene = 0; gene < Genes.Length; gene++)
                values[gene] = Mean[gene] + TensorPrimitives.Dot<double>(Loadings.Row(gene), states.Row(row));
            if (!HasNegatives)
                TensorPrimitives.Max(values, 0, values);
        }
        return expression;
    }

    /// <summary>Places states of another representation of the same values, by the expression they stand for; genes that only one of the two has count as average, <c>[states, dims]</c>.</summary>
    /// <exception cref="InvalidOperationException">One of the two cannot be projected on.</exception>
    public DenseMatrix Carry(DenseMatrix states, RepresentationModel from)
    {
        if (Loadings is not { } own || from.Loadings is not { } other || !CanProject || !from.CanProject)
            throw new InvalidOperationException("States can be carried between principal components of the same genes only.");
        var placeOf = from.Genes.Select((gene, i) => (gene, i)).DistinctBy(pair => pair.gene).ToDictionary(pair => pair.gene, pair => pair.i);
        double[] shift = new double[Dimensions];
        var turn = new DenseMatrix(Dimensions, from.Dimensions);
        for (int gene = 0; gene < Genes.Length; gene++)
        {
            if (!placeOf.TryGetValue(Genes[gene], out int place))
                continue;
            TensorPrimitives.MultiplyAdd(own.Row(gene), from.Mean[place] - Mean[gene], shift, shift);
            for (int k = 0; k < Dimensions; k++)
                TensorPrimitives.MultiplyAdd(other.Row(place), own[gene, k], turn.Row(k), turn.Row(k));
        }
        var carried = new DenseMatrix(states.Rows, Dimensions);
        for (int row = 0; row < states.Rows; row++)
            for (int k = 0; k < Dimensions; k++)
                carried[row, k] = shift[k] + TensorPrimitives.Dot<double>(turn.Row(k), states.Row(row));
        return carried;
    }

    private void Place(SparseRows block, int row, (int[] Missing, double[] Origin) given, Span<double> state)
    {
        if (Loadings is null)
        {
            for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                state[block.Indices[i]] = block.Values[i];
            return;
        }
        given.Origin.CopyTo(state);
        for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
            TensorPrimitives.MultiplyAdd(Loadings.Row(block.Indices[i]), block.Values[i], state, state);
        foreach (int gene in given.Missing)
            TensorPrimitives.MultiplyAdd(Loadings.Row(gene), Mean[gene], state, state);
    }

    /// <summary>Where a cell without any expression lies, <c>[dims]</c>.</summary>
    private double[] Origin()
    {
        double[] at = new double[Dimensions];
        for (int gene = 0; Loadings is not null && gene < Genes.Length; gene++)
            TensorPrimitives.MultiplyAdd(Loadings.Row(gene), -Mean[gene], at, at);
        return at;
    }
}
