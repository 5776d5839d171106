using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Results.Networks;

namespace CellDynamics.Web.Features.Perturbations;

/// <summary>What a perturbation does to one gene of a cell type at the last time, against the same cells left alone.</summary>
/// <param name="Low">Smallest change over the fits of the ensemble.</param>
/// <param name="High">Largest.</param>
internal sealed record GeneChange(int Gene, double Change, double Low, double High)
{
    /// <summary>All fits agree on the direction.</summary>
    public bool IsClear => Low > 0 || High < 0;

    /// <summary>The strongest first; genes that were changed by hand are not among them.</summary>
    public static IReadOnlyList<GeneChange> Of(PerturbationAnswer answer, NetworkFindings network, int type)
    {
        if (answer.Effect is not { } effect)
            return [];
        int last = effect.Times.Length - 1;
        HashSet<string> asked = answer.Question.Parts.Where(part => part.Kind != PerturbationKind.Block).Select(part => part.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. Enumerable.Range(0, network.Genes.Length).Where(gene => !asked.Contains(network.Genes[gene]))
            .Select(gene => new GeneChange(gene, effect.Change[type][last, gene], effect.Low[type][last, gene], effect.High[type][last, gene])).OrderByDescending(one => Math.Abs(one.Change))];
    }
}
