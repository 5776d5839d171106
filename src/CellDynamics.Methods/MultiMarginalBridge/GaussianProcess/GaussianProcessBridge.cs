using System.Globalization;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;

/// <summary>The solver <c>gp-ipfp</c>: the paper's own approximation with the paper's own settings, for comparison. Ref: Shen et al. 2025, arXiv 2408.06277; sbirr 2, 3.</summary>
internal static class GaussianProcessBridge
{
    private const string CheckpointName = "gp-ipfp";
    private const int PublishedRounds = 10;
    private const double PublishedSigma = 0.1;

    /// <summary>Of the one matrix a regression keeps, 8 bytes an entry.</summary>
    private const long MostBytes = 4L << 30;

    /// <exception cref="ParameterException">A regression would need more memory than allowed.</exception>
    public static MethodResult Run(PopulationSet populations, SbirrParameters settings, RunContext context)
    {
        SbirrParameters published = settings with { Steps = settings.Steps ?? PublishedSteps(settings.Reference) };
        BridgeProblem problem = BridgeProblem.Of(populations, published, settings.Sigma ?? PublishedSigma);
        RequireMemory(problem);
        int rounds = problem.Family == ReferenceFamily.Brownian ? 1 : settings.Rounds ?? PublishedRounds;
        byte[]? kept = context.Checkpoint?.Read(CheckpointName);
        FittedDrifts? state = kept is null ? null : DriftFile.ReadRound(kept, problem);
        FittedDrifts fitted = DriftFit.Run(problem, state, rounds, context, done =>
        {
            context.Report((double)done.Round / rounds, $"Refining the shared dynamics: round {done.Round} of {rounds} done", Point(done, done.Round));
            context.Checkpoint?.Write(CheckpointName, DriftFile.WriteRound(done));
        });
        return Result(populations, problem, fitted, context);
    }

    /// <summary>Steps of the published experiments: Δt = 0.02 in gaps of 2, 0.01 in gaps of 1.5, and 0.05 in gaps of 1.</summary>
    private static int PublishedSteps(ReferenceFamily family) => family switch
    {
        ReferenceFamily.LotkaVolterra => 100,
        ReferenceFamily.Repressilator => 150,
        _ => 20,
    };

    private static void RequireMemory(BridgeProblem problem)
    {
        int cells = problem.Snapshots.Max(snapshot => snapshot.Rows), steps = problem.Grids[0].Steps;
        int most = (int)Math.Sqrt(MostBytes / sizeof(double));
        if ((long)cells * steps <= most)
            return;
        double needed = Math.Pow((double)cells * steps, 2) * sizeof(double) / (1L << 30);
        string fewerSteps = most / cells >= 2 ? $"at most {most / cells} steps per interval (--set steps={most / cells}), " : "";
        throw new ParameterException(string.Create(CultureInfo.InvariantCulture,
            $"solver: gp-ipfp expected cells × steps of at most {most} (a matrix of {MostBytes >> 30} GB), found {cells} cells × {steps} steps ({needed:0} GB). Use {fewerSteps}at most {most / steps} cells per time point, or the solver pinned."));
    }

    private static HistoryPoint Point(FittedDrifts fitted, int round) => new("divergence", round, fitted.Divergences[round - 1]);

    private static MethodResult Result(PopulationSet populations, BridgeProblem problem, FittedDrifts fitted, RunContext context)
    {
        var model = new SbirrModel(problem, fitted.Chain);
        var metrics = new Dictionary<string, double> { ["sigma"] = problem.Sigma, ["rounds"] = fitted.Round, ["divergence"] = fitted.Chain.Divergence };
        foreach ((string name, double value) in fitted.Refined.ParameterNames.Zip(fitted.Refined.Parameters))
            metrics[name] = value;
        return new MethodResult(Describe(fitted), model)
        {
            Trajectories = BridgeReport.Trajectories(model, [.. populations.Populations.SelectMany(p => p.Cells)], context),
            Velocity = DriftReport.Velocity(problem, fitted.Chain),
            Couplings = DriftReport.Couplings(problem, fitted.Chain, context),
            History = [.. Enumerable.Range(1, fitted.Round).Select(round => Point(fitted, round))],
            Metrics = metrics,
        };
    }

    /// <summary>Its stopping rule is the number of rounds; what the last one still changed is said.</summary>
    private static Outcome Describe(FittedDrifts fitted)
    {
        if (fitted.Round == 1)
            return new Outcome(true, "One round: bridges without shared dynamics.");
        double change = Math.Abs(fitted.Divergences[^1] / fitted.Divergences[^2] - 1);
        return new Outcome(true, string.Create(CultureInfo.InvariantCulture,
            $"All {fitted.Round} rounds were run, as published; the last changed the divergence by {100 * change:0.#} %."));
    }
}
