using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.Networks;

/// <summary>A fitted ensemble of agents that can be asked what a perturbation would do. It needs no tensors, so a page may ask it.</summary>
public interface INetworkModel : IFittedModel
{
    /// <summary><c>[genes]</c>.</summary>
    string[] Genes { get; }

    string[] TypeNames { get; }

    IReadOnlyList<SignalPair> Pairs { get; }

    /// <summary>Level that an over-expressed gene is held at: twice its 95 % quantile, <c>[genes]</c>, in the unit of the input.</summary>
    double[] HighLevels { get; }

    /// <summary>True: another gene or a signal depends on this gene; false: changing it changes nothing else here.</summary>
    bool Regulates(int gene);

    /// <summary>Times that cells are followed over, in the data's unit, <c>[times]</c>.</summary>
    double[] Times { get; }

    /// <summary>Type of each cell that is followed, index into <see cref="TypeNames"/>, <c>[cells]</c>.</summary>
    int[] CellTypes { get; }

    /// <summary>Every cell at every time, mean of what the members say, <c>[times][cells, genes]</c>.</summary>
    DenseMatrix[] Follow(Perturbation perturbation, CancellationToken cancellation);

    /// <summary>Rolls all members forward from the cells at the first time, with and without the perturbation.</summary>
    /// <param name="perturbation">What is done.</param>
    /// <param name="progress">Told which share is done, 0 to 1, from any thread; null: nobody asks.</param>
    /// <param name="cancellation">Stops between two times.</param>
    PerturbationEffect Perturb(Perturbation perturbation, IProgress<double>? progress, CancellationToken cancellation);
}

/// <summary>What a perturbation does, against the same agents left alone. Levels in the unit of the input.</summary>
/// <param name="Times"><c>[times]</c>.</param>
/// <param name="Unperturbed">Mean level per type, <c>[types][times, genes]</c>.</param>
/// <param name="Change">Perturbed minus unperturbed, mean over the cells of the type and over the members, <c>[types][times, genes]</c>.</param>
/// <param name="Low">Smallest change over the members.</param>
/// <param name="High">Largest.</param>
/// <param name="Fates">Share of cells that end near each cell type of the last measured time; empty where those are not known.</param>
public sealed record PerturbationEffect(double[] Times, DenseMatrix[] Unperturbed, DenseMatrix[] Change, DenseMatrix[] Low, DenseMatrix[] High, IReadOnlyList<FateShare> Fates);

/// <param name="Name">Cell type of the last time.</param>
/// <param name="Unperturbed">Share of cells that end nearest to it, mean over members.</param>
/// <param name="Perturbed">The same with the perturbation.</param>
/// <param name="Low">Smallest change of the share over the members.</param>
/// <param name="High">Largest.</param>
public sealed record FateShare(string Name, double Unperturbed, double Perturbed, double Low, double High);
