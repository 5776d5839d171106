using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>Chooses the noise that predicts left-out inner time points best, among four values.</summary>
/// <remarks>Snapshots alone do not tell noise from spread, so it has to be asked what works. The choice sees only the populations it is given: who
/// validates gives it none of the cells that are scored.</remarks>
internal static class SigmaChoice
{
    public static readonly IReadOnlyList<double> Candidates = [0.05, 0.1, 0.2, 0.4];

    /// <summary>Where no inner time point can be left out, and for named systems, in whose published experiments it is used.</summary>
    public const double Fallback = 0.1;

    /// <summary>Enough to rank four values, few enough to cost a fraction of the fit.</summary>
    private const int Cells = 150, Rounds = 4;

    /// <param name="populations">At least three times, or the fallback is returned.</param>
    /// <param name="parameters">All but the noise.</param>
    /// <param name="context">Seed, progress and cancellation.</param>
    /// <returns>The value, and W2 to the left-out cells averaged over the inner times for each candidate; empty where nothing was tried.</returns>
    public static (double Sigma, IReadOnlyDictionary<double, double> Errors) Choose(PopulationSet populations, SbirrParameters parameters, RunContext context)
    {
        double[] times = [.. populations.Times.Distinct().Order()];
        if (times.Length < 3 || parameters.Reference.IsNamedSystem())
            return (Fallback, new Dictionary<double, double>());
        PopulationSet sample = populations with { Populations = [.. populations.Populations.Select(p => Sample(p, context.Seed))] };
        var errors = new Dictionary<double, double>();
        foreach (double sigma in Candidates)
        {
            context.Report(0, $"Choosing how much chance moves a cell ({errors.Count + 1} of {Candidates.Count})");
            errors[sigma] = times[1..^1].Average(time => Error(sample, time, parameters, sigma, context));
        }
        return (errors.MinBy(pair => pair.Value).Key, errors);
    }

    private static double Error(PopulationSet populations, double time, SbirrParameters parameters, double sigma, RunContext context)
    {
        context.ThrowIfCancelled();
        BridgeProblem problem = BridgeProblem.Of(populations.Without(time), parameters, sigma);
        IReference start = problem.Family.Create(problem.Dimensions, context.Seed);
        FittedBridge fitted = BridgeFit.Run(problem, start, null, Rounds, context with { Progress = null, Checkpoint = null });
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
