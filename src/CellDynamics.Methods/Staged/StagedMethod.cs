using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Staged.Training;

namespace CellDynamics.Methods.Staged;

/// <summary>STAGED: every cell an agent with a gene network inside, and signals between them. Ref: Rocha, Xu, Sun et al. 2025, PMLR 311:336–346, arXiv 2507.11660; built as R1 of staged 5.2.</summary>
public sealed class StagedMethod : IInferenceMethod
{
    public MethodDescriptor Descriptor { get; } = new(
        "staged", "Gene networks and signals", "Which genes and signals drive it?",
        "Learns from paths of cells which genes drive which inside a cell and what cells tell each other, and follows what a knock-out would do.",
        "1", "Rocha, Xu, Sun, Krishna, Bhaskar, Mongeon, Craig, Gerstein, Krishnaswamy 2025, STAGED: a multi-agent neural network for learning cellular interaction dynamics, PMLR 311:336–346, arXiv 2507.11660",
        new DataNeeds(MinimumTimePoints: 2, NeedsTracks: true), typeof(StagedParameters));

    public IFittedModel Load(string directory) => StagedFile.Read(directory);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are no paths of cells, or a value is negative or not finite.</exception>
    public MethodResult Run(PopulationSet populations, MethodParameters parameters, RunContext context)
    {
        var settings = (StagedParameters)parameters;
        NetworkInput input = populations.Network ?? throw new ArgumentException("Expected genes of the same cells through time, found snapshots. Infer paths first.", nameof(populations));
        RequireLevels(input.Cells);
        var training = new NetworkTraining(input.Cells, Neighbourhood.Of(input.Cells, settings.Reach > 0 ? settings.Reach : null), input.Pairs, context.Seed) { LearnedCells = input.LearnedCells };
        (AgentEnsemble agents, FittedAgent first) = AgentFit.Run(training, input.Prior, settings, context);
        IReadOnlyList<HistoryPoint> history = first.History;
        return new MethodResult(Describe(history), Model(agents, training, input))
        {
            History = history,
            Network = agents,
            Metrics = new Dictionary<string, double> { ["fits"] = settings.Members, ["evaluations"] = first.Evaluations, ["loss"] = history.Count == 0 ? double.NaN : history[^1].Value },
        };
    }

    private static StagedModel Model(AgentEnsemble agents, NetworkTraining training, NetworkInput input) => new(new StagedState
    {
        Units = agents.Units,
        Weights = agents.Weights,
        Genes = input.Cells.Genes,
        Pairs = training.Pairs,
        Around = training.Around,
        Times = input.Cells.Times,
        Start = input.Cells.States[0],
        Reach = ReachOf(agents.Edges, training),
        FateNames = input.FateNames,
        FateMeans = input.FateMeans,
    });

    private static double[] ReachOf(EdgeScores edges, NetworkTraining training)
    {
        string[] genes = training.Cells.Genes;
        double[] reach = new double[genes.Length];
        for (int type = 0; type < edges.Genes.Length; type++)
        {
            for (int target = 0; target < genes.Length; target++)
            {
                for (int gene = 0; gene < genes.Length; gene++)
                    reach[gene] += gene == target ? 0 : Math.Abs(edges.Genes[type][target, gene]);
                for (int pair = 0; pair < training.Pairs.Count; pair++)
                {
                    foreach (string gene in new[] { training.Pairs[pair].Ligand, training.Pairs[pair].Receptor })
                        reach[Array.IndexOf(genes, gene)] += Math.Abs(edges.Signals[type][target, pair]);
                }
            }
        }
        return reach;
    }

    private static Outcome Describe(IReadOnlyList<HistoryPoint> history)
    {
        double explained = history.Where(point => point.Series == "paths").Select(point => 1 - point.Value).LastOrDefault(double.NaN);
        return explained < 0.5
            ? new Outcome(false, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The network was learned, but its paths explain only {Math.Max(0, explained):P0} of the variance of the genes."),
                "Allow more steps on paths, or fewer genes.")
            : new Outcome(true, "The network was learned.");
    }

    private static void RequireLevels(CellTrajectories cells)
    {
        for (int t = 0; t < cells.Times.Length; t++)
        {
            int at = Array.FindIndex(cells.States[t].Values, value => !(value >= 0) || double.IsInfinity(value));
            if (at >= 0)
            {
                throw new ArgumentException(
                    $"{cells.Genes[at % cells.GeneCount]}, cell {at / cells.GeneCount + 1} of the paths, time {cells.Times[t]}: expected a level that is a number of 0 or more, found {cells.States[t].Values[at]}. Use values that are not scaled.", nameof(cells));
            }
        }
    }
}
