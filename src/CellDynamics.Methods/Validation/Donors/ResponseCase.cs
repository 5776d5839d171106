using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines.Treatments;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Validation.Donors;

/// <summary>One left-out donor under one treatment and dose: what is asked, and what was measured. Batches of the donor are joined.</summary>
internal sealed class ResponseCase
{
    /// <summary>Distances are computed on at most so many cells a side: exact transport grows faster than their square.</summary>
    public const int MostCells = 2000;

    /// <summary>Below it, half of the cells says little about the other half.</summary>
    public const int LeastCellsForCeiling = 200;

    private readonly int seed;
    private readonly int[] asked;
    private readonly DenseMatrix treated, scored;

    private ResponseCase(IGrouping<(string Donor, string Treatment, double? Dose), TreatmentPair> pairs, int seed, int index)
    {
        (Donor, Treatment, Dose) = pairs.Key;
        Control = Joined([.. pairs.Select(pair => pair.Control)]);
        treated = Joined([.. pairs.Select(pair => pair.Treated)]).States;
        this.seed = seed;
        asked = new RandomStream(seed, index, 0).Choose(MostCells, Control.Count);
        scored = treated.SelectRows(new RandomStream(seed, index, 1).Choose(MostCells, treated.Rows));
    }

    public string Donor { get; }

    public string Treatment { get; }

    public double? Dose { get; }

    /// <summary>All control cells of the donor.</summary>
    public Population Control { get; }

    /// <summary>Of all control cells.</summary>
    public TreatmentQuery WholeQuery => QueryOf(Control);

    /// <summary>Of the control cells whose predictions are scored: the same for every predictor.</summary>
    public TreatmentQuery Query => QueryOf(Control.Select(asked));

    public static IReadOnlyList<ResponseCase> Of(IEnumerable<TreatmentPair> pairs, int seed) =>
        [.. pairs.GroupBy(pair => (pair.Donor, pair.Treatment, pair.Dose)).Select((group, index) => new ResponseCase(group, seed, index))];

    /// <summary>Predictions for all control cells: those that are scored.</summary>
    public DenseMatrix Asked(DenseMatrix whole) => whole.SelectRows(asked);

    /// <summary>Scores a prediction by as many cells as there are control cells, whoever predicts: a larger sample alone would come closer.</summary>
    public ResponseScore Score(string predictor, int fitSeed, DenseMatrix predicted, CancellationToken cancellation)
    {
        if (predicted.Values.Any(value => !double.IsFinite(value)))
            throw new InvalidOperationException($"{predictor} for donor {Donor} under {Treatment}: expected finite states, found some that are not. Train with a smaller learning rate.");
        DenseMatrix compared = predicted.Rows <= asked.Length ? predicted : predicted.SelectRows(new RandomStream(seed, predicted.Rows, 2).Choose(asked.Length, predicted.Rows));
        return new ResponseScore(Donor, Treatment, Dose, predictor, fitSeed, ResponseDistance.Between(compared, scored, cancellation));
    }

    /// <summary>The control moved by the measured mean shift of this very donor.</summary>
    public ResponseScore Oracle(CancellationToken cancellation) =>
        Score(ResponsePredictors.OracleShift, 0, MeanShift.Moved(Query.Control, MeanShift.Shift(Control.States, treated)), cancellation);

    /// <summary>One half of the treated cells against the other; null where there are too few.</summary>
    public ResponseScore? Ceiling(CancellationToken cancellation)
    {
        if (treated.Rows < LeastCellsForCeiling)
            return null;
        int[] order = new RandomStream(seed, treated.Rows, 3).Choose(Math.Min(2 * MostCells, treated.Rows), treated.Rows);
        DenseMatrix first = treated.SelectRows(order[..(order.Length / 2)]), second = treated.SelectRows(order[(order.Length / 2)..]);
        return new ResponseScore(Donor, Treatment, Dose, ResponsePredictors.Ceiling, 0, ResponseDistance.Between(first, second, cancellation));
    }

    private TreatmentQuery QueryOf(Population control) => new(control.States, Treatment) { Dose = Dose, CellTypes = control.CellTypes };

    /// <summary>Cells of all batches, each once: batches without a control of their own share those of the donor.</summary>
    private static Population Joined(IReadOnlyList<Population> parts)
    {
        if (parts.Count == 1)
            return parts[0];
        Population all = parts[0] with
        {
            States = DenseMatrix.Stack([.. parts.Select(part => part.States)]),
            Cells = [.. parts.SelectMany(part => part.Cells)],
            CellTypes = parts[0].CellTypes is null ? null : [.. parts.SelectMany(part => part.CellTypes!)],
        };
        return all.Select([.. Enumerable.Range(0, all.Count).DistinctBy(row => all.Cells[row])]);
    }
}
