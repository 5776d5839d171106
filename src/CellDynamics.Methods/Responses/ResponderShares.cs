using System.Numerics.Tensors;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Responses.Inference;

namespace CellDynamics.Methods.Responses;

/// <summary>How evenly the cells of a donor respond.</summary>
/// <remarks>
/// A cell's score is its place along the mean shift of the <em>other</em> donors (a direction learned from the cells it scores would find a
/// response in noise), in standard deviations of the donor's control cells around their mean. Thresholds are points of those control cells, as
/// gates of cytometry are set on unstimulated cells (Maecker &amp; Trotter 2006), so that without any effect about 5 % of the cells count as partial or
/// more and about 1 % as responders. A mixture model (Mixscape, Papalexi et al. 2021) would assume two classes; a dose that moves all cells a little has one.
/// </remarks>
internal static class ResponderShares
{
    private const double PartialPoint = 0.95;
    private const double ResponderPoint = 0.99;
    private const int Bins = 30;

    /// <param name="arms">Treatments.</param>
    /// <param name="cellTypes">Scored one by one, and all cells together.</param>
    /// <param name="hasOwnAxis">Some donor had no other to learn the direction from and was scored along its own.</param>
    public static IReadOnlyList<ResponderShare> Of(IReadOnlyList<TreatedArm> arms, IReadOnlyList<string> cellTypes, out bool hasOwnAxis)
    {
        List<ResponderShare> shares = [];
        hasOwnAxis = false;
        foreach (TreatedArm arm in arms)
        {
            foreach (string type in cellTypes.Prepend(ResponseStatistics.AllCells))
            {
                DonorCells[] donors = [.. arm.Donors.Where(donor => donor.IsEnough(type))];
                hasOwnAxis |= donors.Length == 1;
                shares.AddRange(OfType(arm, type, donors));
            }
        }
        return shares;
    }

    private static IEnumerable<ResponderShare> OfType(TreatedArm arm, string type, DonorCells[] donors)
    {
        double[][] axes = Axes([.. donors.Select(donor => donor.MeanShift(type))]);
        (string Donor, double[] Control, double[] Treated)[] scored =
        [
            .. donors.Select((donor, i) => (donor.Donor, Control: Along(donor.Control, type, axes[i]), Treated: Along(donor.Treated, type, axes[i])))
                .Where(cells => cells.Control[^1] > cells.Control[0])
                .Select(cells => Standardised(cells.Donor, cells.Control, cells.Treated)),
        ];
        if (scored.Length == 0)
            return [];
        double[] edges = Edges(scored.SelectMany(cells => cells.Control.Concat(cells.Treated)));
        return scored.Select(cells => Share(arm, type, cells.Donor, cells.Control, cells.Treated, edges));
    }

    private static ResponderShare Share(TreatedArm arm, string type, string donor, double[] control, double[] treated, double[] edges)
    {
        double partialFrom = Quantiles.At(control, PartialPoint), responderFrom = Quantiles.At(control, ResponderPoint);
        // A cell exactly on a threshold lies where the control cells lie.
        double responder = (double)treated.Count(score => score > responderFrom) / treated.Length;
        double atLeastPartial = (double)treated.Count(score => score > partialFrom) / treated.Length;
        return new ResponderShare(
            arm.Treatment, arm.Dose, type, donor, responder, atLeastPartial - responder, 1 - atLeastPartial, partialFrom, responderFrom,
            edges, Histogram(control, edges), Histogram(treated, edges));
    }

    /// <summary>For every donor the mean of the shifts of the others; its own where there are none, <c>[donors][dims]</c>.</summary>
    private static double[][] Axes(double[][] shifts) => shifts.Length == 1 ? shifts
        : [.. shifts.Select((own, i) => own.Select((_, d) => shifts.Where((_, j) => j != i).Average(other => other[d])).ToArray())];

    /// <summary>Place of every cell along the axis, ascending.</summary>
    private static double[] Along(Population population, string type, double[] axis) =>
        [.. DonorCells.RowsOf(population, type).Select(row => TensorPrimitives.Dot<double>(population.States.Row(row), axis)).Order()];

    private static (string, double[], double[]) Standardised(string donor, double[] control, double[] treated)
    {
        double mean = control.Average(), deviation = Math.Sqrt(control.Average(x => (x - mean) * (x - mean)));
        return (donor, Array.ConvertAll(control, Score), Array.ConvertAll(treated, Score));

        double Score(double place) => (place - mean) / deviation;
    }

    /// <summary>Equal bins over all but the outermost thousandth on each side, the same for all donors, <c>[bins + 1]</c>.</summary>
    private static double[] Edges(IEnumerable<double> scores)
    {
        double[] sorted = [.. scores.Order()];
        double low = Quantiles.At(sorted, 0.001), high = Quantiles.At(sorted, 0.999);
        return [.. Enumerable.Range(0, Bins + 1).Select(i => low + (high - low) * i / Bins)];
    }

    /// <summary>Share of the cells per bin; those beyond the edges count in the outermost bins, <c>[bins]</c>.</summary>
    private static double[] Histogram(double[] scores, double[] edges)
    {
        double[] shares = new double[Bins];
        double width = (edges[^1] - edges[0]) / Bins;
        foreach (double score in scores)
            shares[Math.Clamp((int)Math.Floor((score - edges[0]) / width), 0, Bins - 1)] += 1.0 / scores.Length;
        return shares;
    }
}
