using CellDynamics.Methods.Treatments;
using static TorchSharp.torch;

namespace CellDynamics.Methods.MetaFlowMatching.Training;

/// <summary>All pairs of the training in flow units, one below the other, so that a batch is one gather.</summary>
internal sealed class TrainingPopulations : IDisposable
{
    private readonly Tensor source, target, conditions;
    private readonly Tensor? types;

    public TrainingPopulations(IReadOnlyList<TreatmentPair> pairs, MetaFlow flow)
    {
        Sources = [.. pairs.Select(pair => flow.Units.ToFlow(pair.Control.States))];
        Targets = [.. pairs.Select(pair => flow.Units.ToFlow(pair.Treated.States))];
        Dimensions = flow.Units.Mean.Length;
        (SourceStarts, TargetStarts) = (Starts(Sources), Starts(Targets));
        source = Stacked(Sources, Dimensions);
        target = Stacked(Targets, Dimensions);
        conditions = Stacked([.. pairs.Select(pair => flow.Conditions.Code(pair.Treatment, pair.Dose))], flow.Conditions.Width);
        int typeCount = flow.Conditions.CellTypes.Length;
        types = typeCount == 0 ? null : Stacked([.. pairs.Select(pair => flow.Conditions.CodeTypes(pair.Control.CellTypes, pair.Control.Count)!)], typeCount);
    }

    public int Count => Sources.Length;

    public int Dimensions { get; }

    /// <summary>Control cells of each pair, row-major, <c>[pairs][cells * dims]</c>.</summary>
    public float[][] Sources { get; }

    /// <summary>Treated cells of each pair.</summary>
    public float[][] Targets { get; }

    private int[] SourceStarts { get; }

    private int[] TargetStarts { get; }

    public int SourceCount(int pair) => Sources[pair].Length / Dimensions;

    public int TargetCount(int pair) => Targets[pair].Length / Dimensions;

    /// <summary>Control cells, <c>[pairs, cells, dims]</c>.</summary>
    /// <param name="pairs">Which pairs.</param>
    /// <param name="rows">Of each of them, equally many.</param>
    public Tensor SourceRows(int[] pairs, int[][] rows) => Gather(source, pairs, rows, SourceStarts);

    /// <summary>Treated cells, <c>[pairs, cells, dims]</c>.</summary>
    public Tensor TargetRows(int[] pairs, int[][] rows) => Gather(target, pairs, rows, TargetStarts);

    /// <summary>One-hot types of control cells, <c>[pairs, cells, types]</c>, or null.</summary>
    public Tensor? TypeRows(int[] pairs, int[][] rows) => types is null ? null : Gather(types, pairs, rows, SourceStarts);

    /// <summary>Treatment and dose of every cell, <c>[pairs, cells, width]</c>; null where there is nothing to tell.</summary>
    public Tensor? Conditions(int[] pairs, int cells) => conditions.shape[1] == 0 ? null
        : conditions.index_select(0, tensor(Array.ConvertAll(pairs, pair => (long)pair))).unsqueeze(1).expand(-1, cells, -1);

    public void Dispose()
    {
        source.Dispose();
        target.Dispose();
        conditions.Dispose();
        types?.Dispose();
    }

    private static Tensor Gather(Tensor all, int[] pairs, int[][] rows, int[] starts)
    {
        long[] index = [.. pairs.SelectMany((pair, p) => rows[p].Select(row => (long)(starts[pair] + row)))];
        return all.index_select(0, tensor(index)).view(pairs.Length, rows[0].Length, -1);
    }

    private int[] Starts(float[][] parts)
    {
        int[] starts = new int[parts.Length];
        for (int i = 1; i < parts.Length; i++)
            starts[i] = starts[i - 1] + parts[i - 1].Length / Dimensions;
        return starts;
    }

    private static Tensor Stacked(float[][] parts, int columns)
    {
        float[] all = [.. parts.SelectMany(part => part)];
        return columns == 0 ? zeros(parts.Length, 0) : tensor(all, [all.Length / columns, columns]);
    }
}
