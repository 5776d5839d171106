using System.Globalization;
using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>The noise, and after how many rounds refining stops, that predict left-out inner time points best.</summary>
/// <remarks>
/// Snapshots alone tell neither noise from spread nor shared dynamics from chance: with few cells and many dimensions a flexible reference goes on
/// lowering the divergence by fitting the sampled cells, while what it says of unseen times gets worse. So it has to be asked what works. The choice sees
/// only the populations it is given: who validates gives it none of the cells that are scored.
/// </remarks>
/// <param name="Sigma">Noise in the units of the bridge.</param>
/// <param name="Rounds">Rounds of refinement; null: until it settles.</param>
/// <param name="Errors">For each noise that was tried, the least W2 to the left-out cells over the rounds, averaged over the inner times, representation units.</param>
internal sealed record RefinementChoice(double Sigma, int? Rounds, IReadOnlyDictionary<string, double> Errors)
{
    public static readonly IReadOnlyList<double> Candidates = [0.05, 0.1, 0.2, 0.4];

    /// <summary>Where no inner time point can be left out, and for named systems, in whose published experiments it is used.</summary>
    public const double Fallback = 0.1;

    /// <summary>Of the time of a fit, where a choice is made; only progress depends on it.</summary>
    public const double ShareOfFit = 0.8;

    /// <summary>Enough to rank the choices, few enough to cost a fraction of the fit.</summary>
    private const int Cells = 150;

    public const int MostRounds = 12;

    /// <summary>Rounds without a better prediction after which more of them are not tried.</summary>
    private const int Patience = 2;

    /// <summary>What is given stands; what is not is chosen.</summary>
    /// <param name="populations">At least three times, or nothing can be left out and the fallback is returned.</param>
    /// <param name="settings">Noise, rounds, reference.</param>
    /// <param name="context">Seed, progress and cancellation.</param>
    public static RefinementChoice Of(PopulationSet populations, SbirrParameters settings, RunContext context)
    {
        double[] times = [.. populations.Times.Distinct().Order()];
        if (times.Length < 3 || settings.Reference.IsNamedSystem() || (settings.Sigma is not null && settings.Rounds is not null))
            return new RefinementChoice(settings.Sigma ?? Fallback, settings.Rounds, new Dictionary<string, double>());
        PopulationSet sample = populations with { Populations = [.. populations.Populations.Select(p => Sample(p, context.Seed))] };
        IReadOnlyList<double> candidates = settings.Sigma is { } given ? [given] : Candidates;
        var best = (Sigma: Fallback, Rounds: 1, Error: double.PositiveInfinity);
        var errors = new Dictionary<string, double>();
        foreach (double sigma in candidates)
        {
            context.Report(ShareOfFit * errors.Count / candidates.Count, $"Choosing how much chance moves a cell, and how far to refine ({errors.Count + 1} of {candidates.Count})");
            (int rounds, double error) = BestRounds(sample, times[1..^1], settings, sigma, context);
            errors[sigma.ToString(CultureInfo.InvariantCulture)] = error;
            if (error < best.Error)
                best = (sigma, rounds, error);
        }
        return new RefinementChoice(best.Sigma, settings.Rounds ?? best.Rounds, errors);
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    public static RefinementChoice FromBytes(byte[] state) => JsonSerializer.Deserialize<RefinementChoice>(state)!;

    private static (int Rounds, double Error) BestRounds(PopulationSet populations, double[] inner, SbirrParameters settings, double sigma, RunContext context)
    {
        RunContext quiet = context with { Progress = null, Checkpoint = null };
        BridgeProblem[] problems = [.. inner.Select(time => BridgeProblem.Of(populations.Without(time), settings, sigma))];
        var fitted = new FittedBridge?[inner.Length];
        int last = settings.Reference == ReferenceFamily.Brownian ? 1 : Math.Min(settings.Rounds ?? MostRounds, MostRounds);
        (int Rounds, double Error) best = (1, double.PositiveInfinity);
        for (int round = 1; round <= Math.Min(last, best.Rounds + Patience); round++)
        {
            double error = 0;
            for (int i = 0; i < inner.Length; i++)
            {
                context.ThrowIfCancelled();
                IReference start = problems[i].Family.Create(problems[i].Dimensions, context.Seed);
                fitted[i] = BridgeFit.Run(problems[i], start, fitted[i], round, quiet);
                error += Error(problems[i], fitted[i]!, inner[i], populations, context) / inner.Length;
            }
            if (error < best.Error)
                best = (round, error);
        }
        return best;
    }

    private static double Error(BridgeProblem problem, FittedBridge fitted, double time, PopulationSet populations, RunContext context)
    {
        DenseMatrix predicted = new SbirrModel(problem, fitted.Chain).PopulationAt(time, null, context.Seed);
        return PopulationDistance.Wasserstein2(predicted, populations.StatesAt(time), context.Cancellation);
    }

    private static Population Sample(Population population, int seed)
    {
        if (population.Count <= Cells)
            return population;
        int[] rows = [.. Starts.Take([.. Enumerable.Range(0, population.Count).Select(i => (0, i))], Cells, seed).Select(start => start.Row)];
        return population with { States = population.States.SelectRows(rows), Cells = [.. rows.Select(i => population.Cells[i])] };
    }
}
