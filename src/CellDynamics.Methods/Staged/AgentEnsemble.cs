using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Staged;

/// <summary>Several agents fitted to the same cells. What they say together is the mean of what each says.</summary>
internal sealed class AgentEnsemble : INetworkGuess, IGeneDynamics
{
    /// <summary>Times at which strengths are read, chosen where much moves: at rest all strengths look alike.</summary>
    public const int MostReadTimes = 30;

    private readonly NetworkTraining training;
    private readonly int[] readTimes;
    private readonly Lazy<EdgeScores> edges;

    /// <param name="units">Of the agents.</param>
    /// <param name="weights">Of each agent.</param>
    /// <param name="training">What they learned from.</param>
    /// <param name="readTimes">Indices of times at which strengths are read.</param>
    public AgentEnsemble(AgentUnits units, AgentWeights[] weights, NetworkTraining training, int[] readTimes)
    {
        (Units, Weights, this.training, this.readTimes) = (units, weights, training, readTimes);
        Members = Array.ConvertAll(weights, agent => new AgentDynamics(agent, units));
        edges = new Lazy<EdgeScores>(() => MeanOf([.. Members.Select(member => Strengths(member).Scores())]));
    }

    public AgentUnits Units { get; }

    public AgentWeights[] Weights { get; }

    public AgentDynamics[] Members { get; }

    public IGeneDynamics Dynamics => this;

    public EdgeScores Edges => edges.Value;

    /// <summary>Strengths of one member over the times where much moves.</summary>
    public StrengthReading Strengths(AgentDynamics member) => StrengthReading.Of(member, Units, training.Around, [.. readTimes.Select(time => training.Cells.States[time])], training.Pairs.Count);

    /// <inheritdoc/>
    public DenseMatrix Step(Neighbourhood around, DenseMatrix states, double interval, Perturbation perturbation) => StepAfter(around, [states], [0], interval, perturbation);

    /// <inheritdoc/>
    public DenseMatrix StepAfter(Neighbourhood around, IReadOnlyList<DenseMatrix> states, IReadOnlyList<double> times, double interval, Perturbation perturbation)
    {
        var mean = new DenseMatrix(states[^1].Rows, states[^1].Columns);
        foreach (AgentDynamics member in Members)
        {
            double[] next = member.StepAfter(around, states, times, interval, perturbation).Values;
            for (int i = 0; i < next.Length; i++)
                mean.Values[i] += next[i] / Members.Length;
        }
        return mean;
    }

    private static EdgeScores MeanOf(EdgeScores[] all) => new(Means([.. all.Select(one => one.Genes)]), Means([.. all.Select(one => one.Signals)]));

    private static DenseMatrix[] Means(DenseMatrix[][] members) => [.. Enumerable.Range(0, members[0].Length).Select(type =>
    {
        var mean = new DenseMatrix(members[0][type].Rows, members[0][type].Columns);
        foreach (DenseMatrix[] member in members)
        {
            for (int i = 0; i < mean.Values.Length; i++)
                mean.Values[i] += member[type].Values[i] / members.Length;
        }
        return mean;
    })];
}
