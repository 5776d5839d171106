using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>SBIRR: Schrödinger bridges through all snapshots with iterative reference refinement. Ref: Shen, Berlinghieri, Broderick 2025, arXiv 2408.06277.</summary>
public sealed class MultiMarginalBridgeMethod : IInferenceMethod
{
    private const string CheckpointName = "bridge", ChoiceName = "choice";
    private const int RoundsOfLandscape = 30, RoundsOfNamedSystem = 60;

    public MethodDescriptor Descriptor { get; } = new(
        "sbirr", "Trajectories through all time points", "How do my cells change over time?",
        "Infers the most likely paths of cells through every measured time point, with dynamics that all intervals share.",
        "1", "Shen, Berlinghieri, Broderick 2025, Multi-marginal Schrödinger bridges with iterative reference refinement, AISTATS, arXiv 2408.06277",
        new DataNeeds(MinimumTimePoints: 2), typeof(SbirrParameters));

    /// <summary>The parameters of a named system are rates of its quantities; principal components are not those.</summary>
    public bool WorksInQuantities(MethodParameters parameters) => ((SbirrParameters)parameters).Reference.IsNamedSystem();

    public IFittedModel Load(string directory) => BridgeFile.Read(Path.Combine(directory, BridgeFile.Name));

    /// <inheritdoc/>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The reference does not fit the data.</exception>
    public MethodResult Run(PopulationSet populations, MethodParameters parameters, RunContext context)
    {
        var settings = (SbirrParameters)parameters;
        Require(populations);
        settings.Reference.Create(populations.Dimensions, context.Seed); // one that does not fit the data is refused before anything is computed or kept
        if (settings.Solver == BridgeSolver.GpIpfp)
            return GaussianProcessBridge.Run(populations, settings, context);
        byte[]? kept = context.Checkpoint?.Read(CheckpointName);
        RefinementChoice choice = Choose(populations, settings, context);
        BridgeProblem problem = BridgeProblem.Of(populations, settings, choice.Sigma);
        FittedBridge fitted = Fit(problem, choice, kept, context);
        return Result(populations, settings, problem, fitted, choice, context);
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

    /// <summary>Once per run: a resumed run goes on with what it chose before it was interrupted.</summary>
    private static RefinementChoice Choose(PopulationSet populations, SbirrParameters settings, RunContext context)
    {
        if (context.Checkpoint?.Read(ChoiceName) is { } made)
            return RefinementChoice.FromBytes(made);
        RefinementChoice choice = RefinementChoice.Of(populations, settings, context);
        context.Checkpoint?.Write(ChoiceName, choice.ToBytes());
        return choice;
    }

    private static FittedBridge Fit(BridgeProblem problem, RefinementChoice choice, byte[]? kept, RunContext context)
    {
        int rounds = choice.Rounds ?? (problem.Family.IsNamedSystem() ? RoundsOfNamedSystem : RoundsOfLandscape);
        double chosen = choice.Errors.Count > 0 ? RefinementChoice.ShareOfFit : 0;
        FittedBridge? state = kept is null ? null : BridgeFile.ReadRound(kept, problem);
        IReference start = problem.Family.Create(problem.Dimensions, context.Seed);
        return BridgeFit.Run(problem, start, state, rounds, context, fitted =>
        {
            context.Report(chosen + (1 - chosen) * fitted.Round / rounds, $"Refining the shared dynamics: round {fitted.Round} of at most {rounds}", Point(fitted, fitted.Round));
            context.Checkpoint?.Write(CheckpointName, BridgeFile.WriteRound(fitted));
        });
    }

    private static HistoryPoint Point(FittedBridge fitted, int round) => new("divergence", round, fitted.Divergences[round - 1]);

    private static MethodResult Result(
        PopulationSet populations, SbirrParameters settings, BridgeProblem problem, FittedBridge fitted, RefinementChoice choice, RunContext context)
    {
        var model = new SbirrModel(problem, fitted.Chain);
        int[] rows = [.. populations.Populations.SelectMany(p => p.Cells)];
        var metrics = new Dictionary<string, double> { ["sigma"] = problem.Sigma, ["rounds"] = fitted.Round, ["divergence"] = fitted.Chain.Divergence };
        foreach ((string name, double value) in fitted.Refined.ParameterNames.Zip(fitted.Refined.Parameters))
            metrics[name] = value;
        foreach ((string candidate, double error) in choice.Errors)
            metrics[$"sigma_choice_{candidate}"] = error;
        return new MethodResult(Describe(fitted, settings, choice), model)
        {
            Trajectories = BridgeReport.Trajectories(model, rows, context),
            Velocity = BridgeReport.Velocity(problem, fitted.Chain, context.Cancellation),
            Couplings = BridgeReport.Couplings(problem, fitted.Chain),
            History = [.. Enumerable.Range(1, fitted.Round).Select(round => Point(fitted, round))],
            Metrics = metrics,
        };
    }

    private static Outcome Describe(FittedBridge fitted, SbirrParameters settings, RefinementChoice choice)
    {
        if (settings.Reference == ReferenceFamily.Brownian)
            return new Outcome(true, "Bridges without shared dynamics need no refinement.");
        if (settings.Rounds is null && choice.Rounds is { } rounds)
            return new Outcome(true, $"The shared dynamics were refined for {rounds} {(rounds == 1 ? "round" : "rounds")}{(rounds < RefinementChoice.MostRounds ? ": more of them predict left-out time points no better." : ", the most that are tried.")}");
        return fitted.HasSettled
            ? new Outcome(true, $"The shared dynamics settled after {fitted.Round} rounds.")
            : new Outcome(false, $"The shared dynamics still changed after {fitted.Round} rounds.", "Allow more rounds, or more noise.");
    }
}
