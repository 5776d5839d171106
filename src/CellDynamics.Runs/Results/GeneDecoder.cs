using System.Numerics.Tensors;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Runs.Results;

/// <summary>One gene in inferred cells, from their coordinates.</summary>
internal sealed class GeneDecoder(RepresentationModel model)
{
    private readonly Dictionary<string, int> rows = model.Genes.Select((gene, i) => (gene, i)).DistinctBy(pair => pair.gene).ToDictionary(pair => pair.gene, pair => pair.i);

    /// <summary>Row-major <c>[paths, times]</c>; null when the gene had no part in the coordinates.</summary>
    public float[]? Decode(TrajectorySet trajectories, string geneId) => Decode(trajectories.Points, geneId);

    /// <param name="states">Row-major <c>[cells, dims]</c>.</param>
    /// <param name="geneId">Identifier of the gene.</param>
    /// <returns><c>[cells]</c>; null when the gene had no part in the coordinates.</returns>
    public float[]? Decode(float[] states, string geneId)
    {
        if (!rows.TryGetValue(geneId, out int gene))
            return null;
        int dims = model.Dimensions, cells = states.Length / dims;
        float[] direction = new float[dims];
        if (model.Loadings is null)
            direction[gene] = 1;
        else
            Array.ConvertAll(model.Loadings.Row(gene).ToArray(), x => (float)x).CopyTo(direction, 0);
        float offset = model.Loadings is null ? 0 : (float)model.Mean[gene];
        float[] values = new float[cells];
        for (int i = 0; i < cells; i++)
            values[i] = offset + TensorPrimitives.Dot(states.AsSpan(i * dims, dims), direction);
        if (!model.HasNegatives)
            TensorPrimitives.Max(values, 0, values);
        return values;
    }
}
