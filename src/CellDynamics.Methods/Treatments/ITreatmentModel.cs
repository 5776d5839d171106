using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.Treatments;

/// <summary>A model of how treatments move populations of cells, also ones it has not seen.</summary>
public interface ITreatmentModel : IFittedModel
{
    /// <summary>Treatments it was trained on.</summary>
    IReadOnlyList<string> Treatments { get; }

    /// <summary>Cell types it was trained on; empty where it takes none.</summary>
    IReadOnlyList<string> CellTypes { get; }

    /// <summary>The treated counterpart of every control cell.</summary>
    /// <returns>States <c>[cells, dims]</c>, in the order of the control cells.</returns>
    /// <exception cref="ArgumentException">The treatment was not seen in training; the message lists those that were.</exception>
    DenseMatrix Respond(TreatmentQuery query, CancellationToken cancellation);

    /// <summary>How far a control population lies from those of the training.</summary>
    RangeCheck CheckRange(DenseMatrix control, IReadOnlyList<string?>? cellTypes);
}

/// <summary>What a population is asked about.</summary>
/// <param name="Control">Control cells of one donor, in the representation of the training, <c>[cells, dims]</c>.</param>
/// <param name="Treatment">One of <see cref="ITreatmentModel.Treatments"/>.</param>
public sealed record TreatmentQuery(DenseMatrix Control, string Treatment)
{
    /// <summary>In the unit of the training; null for a treatment without doses, and then for the highest dose seen.</summary>
    public double? Dose { get; init; }

    /// <summary>Cell type of each control cell, <c>[cells]</c>; null where unknown.</summary>
    public IReadOnlyList<string?>? CellTypes { get; init; }
}

/// <summary>Distance of a population to the training populations, in the embedding that the model sees populations by.</summary>
/// <param name="Distance">To the nearest training population.</param>
/// <param name="Limit">Largest distance of a training population to the nearest other one: beyond it nothing was learned.</param>
/// <param name="Nearest">Donor of the nearest training population.</param>
public sealed record RangeCheck(double Distance, double Limit, string Nearest)
{
    public bool IsInside => Distance <= Limit;

    /// <summary>For a table, a page or a terminal.</summary>
    public string Words => IsInside ? "within the training range" : "outside the training range: a hypothesis";
}
