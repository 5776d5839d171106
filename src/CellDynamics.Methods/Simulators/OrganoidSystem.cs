using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Embedding;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Simulators;

/// <summary>One draw of the truth behind <see cref="OrganoidLikeSimulator"/>. The draws do not depend on s, so that a sweep over s compares like with like.</summary>
internal sealed class OrganoidSystem
{
    public const int Types = 3;
    public const int Replicates = 2;

    private const int Neighbour = 10;
    private const double Width = 0.5;
    private const double Noise = 0.2;
    private const double LeastDistance = 3;

    private readonly OrganoidLikeSettings settings;
    private readonly int seed;

    private OrganoidSystem(OrganoidLikeSettings settings, int seed)
    {
        (this.settings, this.seed) = (settings, seed);
        Means = ApartBy(LeastDistance, settings.Dims, new RandomStream(seed, 0));
        Shifts = new DenseMatrix(settings.Treatments * Types, settings.Dims);
        Mixing = new DenseMatrix(settings.Treatments * settings.Dims, Types);
        Density = new DenseMatrix(settings.Treatments, settings.Dims);
        for (int c = 0; c < settings.Treatments; c++)
        {
            var random = new RandomStream(seed, 1, c);
            for (int k = 0; k < Types; k++)
                Direct(Shifts.Row(c * Types + k), 0.5 + 1.5 * random.NextUniform(), random);
            random.FillNormal(Mixing.Values.AsSpan(c * settings.Dims * Types, settings.Dims * Types));
            Direct(Density.Row(c), 1, random);
        }
        Proportions = new DenseMatrix(settings.Populations, Types);
        for (int i = 0; i < settings.Populations; i++)
            Dirichlet(Proportions.Row(i), new RandomStream(seed, 2, i));
    }

    /// <summary>m_k, <c>[types, dims]</c>.</summary>
    public DenseMatrix Means { get; }

    /// <summary>a_ck, one type after the other within a treatment, <c>[treatments * types, dims]</c>.</summary>
    public DenseMatrix Shifts { get; }

    /// <summary>B_c, one dimension after the other within a treatment, <c>[treatments * dims, types]</c>.</summary>
    public DenseMatrix Mixing { get; }

    /// <summary>u_c, <c>[treatments, dims]</c>.</summary>
    public DenseMatrix Density { get; }

    /// <summary>π, <c>[populations, types]</c>.</summary>
    public DenseMatrix Proportions { get; }

    /// <summary>For the file, by name.</summary>
    public IReadOnlyDictionary<string, DenseMatrix> Tables => new Dictionary<string, DenseMatrix>
    {
        ["m"] = Means, ["a"] = Shifts, ["B"] = Mixing, ["u"] = Density, ["pi"] = Proportions,
    };

    public static OrganoidSystem Draw(OrganoidLikeSettings settings, int seed) => new(settings, seed);

    /// <summary>By population, replicate and condition, the control first.</summary>
    public IReadOnlyList<Population> Populations()
    {
        int conditions = settings.Treatments + 1;
        var populations = new Population[settings.Populations * Replicates * conditions];
        Parallel.For(0, populations.Length, i => populations[i] = Population(i / conditions / Replicates, i / conditions % Replicates, i % conditions, i * settings.Cells));
        return populations;
    }

    private Population Population(int donor, int replicate, int condition, int firstCell)
    {
        var random = new RandomStream(seed, 3, donor, replicate, condition);
        int[] types = new int[settings.Cells];
        var states = new DenseMatrix(settings.Cells, settings.Dims);
        for (int cell = 0; cell < settings.Cells; cell++)
        {
            double place = random.NextUniform();
            types[cell] = place < Proportions[donor, 0] ? 0 : place < Proportions[donor, 0] + Proportions[donor, 1] ? 1 : 2;
            for (int d = 0; d < settings.Dims; d++)
                states[cell, d] = Means[types[cell], d] + Width * random.NextNormal();
        }
        if (condition > 0)
            Treat(states, types, donor, condition - 1, random);
        return new Population(0, "", states, [.. Enumerable.Range(firstCell, settings.Cells)])
        {
            Condition = condition == 0 ? OrganoidLikeSimulator.Control : $"treatment-{condition}",
            Donor = $"donor-{donor + 1:00}",
            Batch = $"replicate-{replicate + 1}",
            CellTypes = [.. types.Select(type => $"type-{type + 1}")],
        };
    }

    private void Treat(DenseMatrix states, int[] types, int donor, int treatment, RandomStream random)
    {
        double s = settings.Strength;
        double[] z = s == 0 ? new double[states.Rows] : LocalDensity(states);
        for (int cell = 0; cell < states.Rows; cell++)
        {
            for (int d = 0; d < settings.Dims; d++)
            {
                double mixing = 0;
                for (int k = 0; k < Types; k++)
                    mixing += Mixing[treatment * settings.Dims + d, k] * (Proportions[donor, k] - 1.0 / Types);
                states[cell, d] += Shifts[treatment * Types + types[cell], d] + s * mixing + 0.5 * s * Math.Tanh(z[cell]) * Density[treatment, d] + Noise * random.NextNormal();
            }
        }
    }

    /// <summary>Inverse distance to the tenth neighbour, z-scored over the population, <c>[cells]</c>.</summary>
    internal static double[] LocalDensity(DenseMatrix states)
    {
        NearestNeighbours nearest = NearestNeighbours.Of(states, states, Neighbour, isSelf: true);
        double[] density = [.. Enumerable.Range(0, states.Rows).Select(cell => 1 / nearest.Distances[cell * Neighbour + Neighbour - 1])];
        double mean = density.Average(), deviation = Math.Sqrt(density.Average(x => (x - mean) * (x - mean)));
        return Array.ConvertAll(density, x => (x - mean) / deviation);
    }

    /// <summary>Standard normal centres, drawn again until every two are at least so far apart.</summary>
    private static DenseMatrix ApartBy(double distance, int dims, RandomStream random)
    {
        var centres = new DenseMatrix(Types, dims);
        do
            random.FillNormal(centres.Values);
        while (Enumerable.Range(0, Types).Any(k => TensorPrimitives.Distance<double>(centres.Row(k), centres.Row((k + 1) % Types)) < distance));
        return centres;
    }

    /// <summary>A uniformly random direction of the given length.</summary>
    private static void Direct(Span<double> vector, double length, RandomStream random)
    {
        random.FillNormal(vector);
        TensorPrimitives.Multiply(vector, length / TensorPrimitives.Norm<double>(vector), vector);
    }

    /// <summary>Uniform on the simplex: exponentials divided by their sum.</summary>
    private static void Dirichlet(Span<double> shares, RandomStream random)
    {
        for (int k = 0; k < shares.Length; k++)
            shares[k] = -Math.Log(1 - random.NextUniform());
        TensorPrimitives.Divide(shares, TensorPrimitives.Sum<double>(shares), shares);
    }
}
