using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Baselines.Networks;

/// <summary>What a regression sees of a cell: its genes, then for every ligand–receptor pair the receptor times the mean of the ligand over the cells it hears.</summary>
/// <param name="genes">Names, <c>[genes]</c>.</param>
/// <param name="pairs">A pair with a gene that is not there is always 0.</param>
internal sealed class RateFeatures(string[] genes, IReadOnlyList<SignalPair> pairs)
{
    private readonly (int Ligand, int Receptor)[] pairs = [.. pairs.Select(pair => (Array.IndexOf(genes, pair.Ligand), Array.IndexOf(genes, pair.Receptor)))];

    public int Genes => genes.Length;

    public int Pairs => pairs.Length;

    /// <summary>Features of every cell of a tissue, <c>[cells, genes + pairs]</c>.</summary>
    public DenseMatrix Of(Neighbourhood around, DenseMatrix states, IReadOnlySet<int> blocked)
    {
        var features = new DenseMatrix(states.Rows, Genes + Pairs);
        for (int cell = 0; cell < states.Rows; cell++)
            states.Row(cell).CopyTo(features.Row(cell));
        foreach (IGrouping<int, int> sharing in Enumerable.Range(0, Pairs).Where(p => pairs[p] is { Ligand: >= 0, Receptor: >= 0 } && !blocked.Contains(p)).GroupBy(p => pairs[p].Ligand))
        {
            double[] heard = around.MeanHeard(states, sharing.Key);
            foreach (int p in sharing)
            {
                for (int cell = 0; cell < states.Rows; cell++)
                    features[cell, Genes + p] = states[cell, pairs[p].Receptor] * heard[cell];
            }
        }
        return features;
    }

    /// <summary>Features at every time, one matrix each.</summary>
    public DenseMatrix[] AtAllTimes(NetworkTraining training) =>
        [.. training.Cells.States.Select(states => Of(training.Around, states, Perturbation.None.Blocked))];
}
