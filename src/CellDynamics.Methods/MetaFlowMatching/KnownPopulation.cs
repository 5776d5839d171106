using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.MetaFlowMatching;

/// <summary>A control population as the range check sees it: by the embedding that the flow was trained on, and by its mean and spread, which no training can make blind.</summary>
/// <param name="Donor">Whose cells.</param>
/// <param name="Embedding">Of the encoder, <c>[embedding]</c>; empty without one.</param>
/// <param name="Moments">Means, then standard deviations, in units of the flow, <c>[2 * dims]</c>.</param>
internal sealed record KnownPopulation(string Donor, double[] Embedding, double[] Moments)
{
    /// <summary>Distances within this are sampling noise of the moments, not a difference, units of the flow.</summary>
    private const double LeastLimit = 0.05;

    public static KnownPopulation Of(string donor, DenseMatrix control, IReadOnlyList<string?>? cellTypes, MetaFlow flow)
    {
        int dims = control.Columns;
        double[] moments = new double[2 * dims];
        for (int k = 0; k < dims; k++)
        {
            double[] column = control.Column(k);
            double mean = column.Average();
            moments[k] = (mean - flow.Units.Mean[k]) / flow.Units.Scale;
            moments[dims + k] = Math.Sqrt(column.Sum(value => (value - mean) * (value - mean)) / column.Length) / flow.Units.Scale;
        }
        return new KnownPopulation(donor, flow.Embed(control, cellTypes), moments);
    }

    /// <summary>Distance to the nearest training donor, as a share of the largest distance of a training donor to its nearest other: the larger of the two views. With fewer than three donors there is no such distance, and everything is outside.</summary>
    public static RangeCheck Check(KnownPopulation asked, IReadOnlyList<KnownPopulation> known)
    {
        (double moments, string nearest) = Place(asked, known, population => population.Moments, LeastLimit);
        if (asked.Embedding.Length == 0)
            return new RangeCheck(moments, 1, nearest);
        (double embedding, string alike) = Place(asked, known, population => population.Embedding, 1e-6);
        return embedding > moments ? new RangeCheck(embedding, 1, alike) : new RangeCheck(moments, 1, nearest);
    }

    private static (double Ratio, string Nearest) Place(KnownPopulation asked, IReadOnlyList<KnownPopulation> known, Func<KnownPopulation, double[]> view, double least)
    {
        KnownPopulation nearest = known.MinBy(other => TensorPrimitives.Distance(view(asked), view(other)))!;
        double distance = TensorPrimitives.Distance(view(asked), view(nearest));
        double[] own =
        [
            .. from one in known
               let others = known.Where(other => other.Donor != one.Donor).ToArray()
               where others.Length > 1
               select others.Min(other => TensorPrimitives.Distance(view(one), view(other))),
        ];
        double limit = own.Length == 0 ? 0 : Math.Max(own.Max(), least);
        return (limit > 0 ? distance / limit : double.PositiveInfinity, nearest.Donor);
    }
}
