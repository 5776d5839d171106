using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Staged;

/// <summary>What fitted agents say of edges and signals, type by type and time by time.</summary>
public sealed class NetworkReading
{
    /// <summary>Kept per type; more are not drawn and cost a page its speed.</summary>
    private const int MostEdges = 1000, MostEffects = 500;

    /// <summary>A fit has an edge when it gives it the same sign and at least this share of the mean strength.</summary>
    private const double ShareThatAgrees = 0.5;

    private readonly AgentEnsemble agents;
    private readonly CellTrajectories cells;
    private readonly Neighbourhood around;
    private readonly DenseMatrix[] shown;
    private readonly int pairs;
    private readonly SpreadOfTypes[] spreads;
    private readonly EdgeScores[] overall;

    /// <summary>Per member and shown time.</summary>
    private readonly EdgeScores[][] atTimes;

    /// <param name="network">What a run of STAGED gave.</param>
    /// <param name="input">What it learned from.</param>
    /// <param name="around">Who hears whom.</param>
    /// <param name="times">Indices of the times to speak of.</param>
    /// <param name="cancellation">Asked at every time.</param>
    public NetworkReading(INetworkGuess network, NetworkInput input, Neighbourhood around, int[] times, CancellationToken cancellation)
    {
        (agents, cells, this.around, pairs) = ((AgentEnsemble)network, input.Cells, around, input.Pairs.Count);
        shown = [.. times.Select(time => cells.States[time])];
        spreads = Array.ConvertAll(agents.Members, member => SpreadOfTypes.Of(member, agents.Units, around, shown));
        overall = Array.ConvertAll(agents.Members, member => agents.Strengths(member).Scores());
        atTimes = [.. agents.Members.Select((member, m) => shown.Select(state =>
        {
            cancellation.ThrowIfCancellationRequested();
            return StrengthReading.Of(member, agents.Units, around, [state], pairs, spreads[m]).Means();
        }).ToArray())];
    }

    public int Members => agents.Members.Length;

    /// <summary>The strongest edges within cells, strongest first.</summary>
    public IReadOnlyList<NetworkEdge> Edges() =>
    [
        .. Enumerable.Range(0, around.TypeNames.Length).SelectMany(type => Strongest(scores => scores.Genes[type], cells.GeneCount, MostEdges, isSquare: true)
            .Select(s => new NetworkEdge(type, s.Source, s.Target, s.Strength, s.Low, s.High, s.Agreement, s.OverTime)))
            .OrderByDescending(edge => Math.Abs(edge.Strength)),
    ];

    /// <summary>What signals do to genes, strongest first.</summary>
    public IReadOnlyList<SignalEffect> Effects() =>
    [
        .. Enumerable.Range(0, around.TypeNames.Length).SelectMany(type => Strongest(scores => scores.Signals[type], pairs, MostEffects, isSquare: false)
            .Select(s => new SignalEffect(s.Source, type, s.Target, s.Strength, s.Low, s.High, s.Agreement, s.OverTime)))
            .OrderByDescending(effect => Math.Abs(effect.Strength)),
    ];

    /// <summary>Which type sends to which, through every pair.</summary>
    public IReadOnlyList<SignalFlow> Flows()
    {
        int types = around.TypeNames.Length;
        // [pair, sender, receiver, time]
        double[,,,] sum = new double[pairs, types, types, shown.Length];
        for (int m = 0; m < agents.Members.Length; m++)
        {
            for (int t = 0; t < shown.Length; t++)
                AddFlows(sum, agents.Members[m], spreads[m], t);
        }
        List<SignalFlow> flows = [];
        for (int pair = 0; pair < pairs; pair++)
        {
            for (int sender = 0; sender < types; sender++)
            {
                for (int receiver = 0; receiver < types; receiver++)
                {
                    float[] overTime = [.. Enumerable.Range(0, shown.Length).Select(t => (float)(sum[pair, sender, receiver, t] / agents.Members.Length / agents.Units.Time))];
                    flows.Add(new SignalFlow(pair, sender, receiver, overTime.Average(), overTime));
                }
            }
        }
        return [.. flows.OrderByDescending(flow => flow.Strength)];
    }

    /// <summary>Mean level of each gene, row-major <c>[types, times, genes]</c>.</summary>
    public float[] Levels() => MeanOfTypes((_, level) => level);

    /// <summary>How far each gene acts, mean over cells and members, row-major <c>[types, times, genes]</c>.</summary>
    public float[] Activity() => MeanOfTypes((gene, level) => agents.Members.Average(member => member.Activity(gene, level)));

    private float[] MeanOfTypes(Func<int, double, double> of)
    {
        int types = around.TypeNames.Length, genes = cells.GeneCount;
        double[] sums = new double[types * shown.Length * genes];
        int[] sizes = [.. Enumerable.Range(0, types).Select(type => around.Types.Count(t => t == type))];
        for (int t = 0; t < shown.Length; t++)
        {
            for (int cell = 0; cell < around.CellCount; cell++)
            {
                int type = around.Types[cell];
                for (int g = 0; g < genes; g++)
                    sums[(type * shown.Length + t) * genes + g] += of(g, shown[t][cell, g]) / sizes[type];
            }
        }
        return Array.ConvertAll(sums, value => (float)value);
    }

    private void AddFlows(double[,,,] sum, AgentDynamics member, SpreadOfTypes spread, int t)
    {
        int types = around.TypeNames.Length;
        int[] sizes = [.. Enumerable.Range(0, types).Select(type => around.Types.Count(of => of == type))];
        DenseMatrix x = agents.Units.Scale(shown[t]);
        DenseMatrix[] from = [.. Enumerable.Range(0, types).Select(sender => member.Heard(around, x, sender))];
        member.Differentiate(around, shown[t], (cell, _, signals) =>
        {
            int receiver = around.Types[cell];
            for (int pair = 0; pair < pairs; pair++)
            {
                double effect = 0;
                for (int g = 0; g < signals.Rows; g++)
                    effect += Math.Abs(signals[g, pair]) / Math.Max(spread.Genes[receiver, g], StrengthReading.LeastSpread);
                for (int sender = 0; sender < types; sender++)
                    sum[pair, sender, receiver, t] += effect * from[sender][cell, pair] / sizes[receiver];
            }
        });
    }

    private IEnumerable<(int Source, int Target, float Strength, float Low, float High, float Agreement, float[] OverTime)> Strongest(Func<EdgeScores, DenseMatrix> of, int sources, int most, bool isSquare)
    {
        int genes = cells.GeneCount;
        double unit = 1 / agents.Units.Time;
        DenseMatrix[] members = Array.ConvertAll(overall, scores => of(scores));
        IEnumerable<(int Target, int Source)> all = from target in Enumerable.Range(0, genes) from source in Enumerable.Range(0, sources) where !isSquare || source != target select (target, source);
        return all.Select(place => (place.Source, place.Target, Mean: members.Average(member => member[place.Target, place.Source])))
            .OrderByDescending(edge => Math.Abs(edge.Mean)).Take(most).Where(edge => edge.Mean != 0)
            .Select(edge =>
            {
                double[] values = Array.ConvertAll(members, member => member[edge.Target, edge.Source]);
                double agreement = values.Count(value => value * Math.Sign(edge.Mean) >= ShareThatAgrees * Math.Abs(edge.Mean)) / (double)values.Length;
                float[] overTime = [.. Enumerable.Range(0, shown.Length).Select(t => (float)(unit * atTimes.Average(member => of(member[t])[edge.Target, edge.Source])))];
                return (edge.Source, edge.Target, (float)(unit * edge.Mean), (float)(unit * values.Min()), (float)(unit * values.Max()), (float)agreement, overTime);
            });
    }
}
