using System.Globalization;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>SBIRR: Schrödinger bridges through all snapshots with iterative reference refinement. Ref: Shen, Berlinghieri, Broderick 2025, arXiv 2408.06277.</summary>
public sealed class MultiMarginalBridgeMethod : IInferenceMethod
{
    private const string CheckpointName = "bridge";
    private const int RoundsOfLandscape = 30, RoundsOfNamedSystem = 60;

    public MethodDescriptor Descriptor { get; } = new(
        "sbirr", "Trajectories through all time points", "How do my cells change over time?",
        "Infers the most likely paths of cells through every measured time point, with dynamics that all intervals share.",
        "1", "Shen, Berlinghieri, Broderick 2025, Multi-marginal Schrödinger bridges with iterative reference refinement, AISTATS, arXiv 2408.06277",
        new DataNeeds(MinimumTimePoints: 2), typeof(SbirrParameters));

    public IFittedModel Load(string directory) => BridgeFile.Read(Path.Combine(directory, BridgeFile.Name));

    /// <inheritdoc/>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The reference does not fit the data.</exception>
    public MethodResult Run(PopulationSet populations, MethodParameters parameters, RunContext context)
    {
        var settings = (SbirrParameters)parameters;
        Require(populations);
        if (settings.Solver == BridgeSolver.GpIpfp)
            return GaussianProcessBridge.Run(populations, settings, context);
        byte[]? kept = context.Checkpoint?.Read(CheckpointName);
        (double sigma, IReadOnlyDictionary<double, double> errors) = (settings.Sigma, kept) switch
        {
            (double given, _) => (given, new Dictionary<double, double>()),
            (null, not null) => (BridgeFile.ReadSigma(kept), new Dictionary<double, double>()),
            _ => SigmaChoice.Choose(populations, settings, context),
        };
        BridgeProblem problem = BridgeProblem.Of(populations, settings, sigma);
        FittedBridge fitted = Fit(problem, settings, kept, context);
        return Result(populations, settings, problem, fitted, errors, context);
    }

    private static void Require(PopulationSet populations)
    {
        if (populations.Times.Distinct().Count() < 2)
            throw new ArgumentException($"Expected at least two time points, found one ({populations.Populations[0].Label}). Choose the column that holds the time of every cell.", nameof(populations));
        foreach (Population population in populations.Populations)
        {
            int at = Array.FindIndex(population.States.Values, value => !double.IsFinite(value));
            if (at >= 0)
            {
                throw new ArgumentException(
                    $"{populations.Representation}: expected finite numbers, found {population.States.Values[at]} in row {population.Cells[at / populations.Dimensions]}, dimension {at % populations.Dimensions + 1}. Remove that cell or choose another representation.", nameof(populations));
            }
        }
    }

    private static FittedBridge Fit(BridgeProblem problem, SbirrParameters settings, byte[]? kept, RunContext context)
    {
        int rounds = settings.Rounds ?? (problem.Family.IsNamedSystem() ? RoundsOfNamedSystem : RoundsOfLandscape);
        FittedBridge? state = kept is null ? null : BridgeFile.ReadRound(kept, problem);
        IReference start = problem.Family.Create(problem.Dimensions, context.Seed);
        return BridgeFit.Run(problem, start, state, rounds, context, fitted =>
        {
            context.Report((double)fitted.Round / rounds, $"Refining the shared dynamics: round {fitted.Round} of at most {rounds}", Point(fitted, fitted.Round));
            context.Checkpoint?.Write(CheckpointName, BridgeFile.WriteRound(problem.Sigma, fitted));
        });
    }

    private static HistoryPoint Point(FittedBridge fitted, int round) => new("divergence", round, fitted.Divergences[round - 1]);

    private static MethodResult Result(
        PopulationSet populations, SbirrParameters settings, BridgeProblem problem, FittedBridge fitted, IReadOnlyDictionary<double, double> errors, RunContext context)
    {
        var model = new SbirrModel(problem, fitted.Chain);
        int[] rows = [.. populations.Populations.SelectMany(p => p.Cells)];
        var metrics = new Dictionary<string, double> { ["sigma"] = problem.Sigma, ["rounds"] = fitted.Round, ["divergence"] = fitted.Chain.Divergence };
        foreach ((string name, double value) in fitted.Refined.ParameterNames.Zip(fitted.Refined.Parameters))
            metrics[name] = value;
        foreach ((double candidate, double error) in errors)
            metrics[$"sigma_choice_{candidate.ToString(CultureInfo.InvariantCulture)}"] = error;
        return new MethodResult(Describe(fitted, settings), model)
        {
            Trajectories = BridgeReport.Trajectories(model, rows, context),
            Velocity = BridgeReport.Velocity(problem, fitted.Chain, context.Cancellation),
            Couplings = BridgeReport.Couplings(problem, fitted.Chain),
            History = [.. Enumerable.Range(1, fitted.Round).Select(round => Point(fitted, round))],
            Metrics = metrics,
        };
    }

    private static Outcome Describe(FittedBridge fitted, SbirrParameters settings)
    {
        if (settings.Reference == ReferenceFamily.Brownian)
            return new Outcome(true, "Bridges without shared dynamics need no refinement.");
        return fitted.HasSettled
            ? new Outcome(true, $"The shared dynamics settled after {fitted.Round} rounds.")
            : new Outcome(false, $"The shared dynamics still changed after {fitted.Round} rounds.", "Allow more rounds, or more noise.");
    }
}
