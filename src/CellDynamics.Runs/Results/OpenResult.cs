using System.Collections.Concurrent;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results;

/// <summary>A finished run in memory, with its genes read from the dataset when somebody asks.</summary>
internal sealed class OpenResult
{
    private const int MostSuggested = 12, MostTrends = 64;

    private readonly RepresentationModel? model;
    private readonly GeneDecoder? decoder;
    private readonly DatasetGenes dataset;
    private readonly GeneNames genes;
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<int, GeneTrend> trends = new();
    private string[]? suggested;

    private OpenResult(TrajectoryResult result, GeneNames genes, RepresentationModel? model)
    {
        (Result, this.genes, this.model) = (result, genes, model);
        dataset = new DatasetGenes(result.Request, result.Scale, genes);
        decoder = model is null ? null : new GeneDecoder(model);
    }

    public TrajectoryResult Result { get; }

    /// <summary>What the genes are called that inferred cells can be read for; empty where their coordinates cannot be turned back.</summary>
    public IReadOnlyList<string> InferredGenes => [.. (model?.Genes ?? []).Select(gene => genes.Find(gene) is >= 0 and var at ? genes.Symbols[at] : gene)];

    public static OpenResult Read(RunFolder folder)
    {
        (TrajectoryResult result, DataFrame var) = ResultReader.ReadWithGenes(folder.Result);
        RepresentationModel? model = RepresentationFolder.Exists(folder.Model) ? RepresentationFolder.Load(folder.Model) : null;
        return new OpenResult(result, new GeneNames(var), model);
    }

    public float[] ReadGene(string gene, CancellationToken cancellationToken) => dataset.Read(dataset.Find(gene), cancellationToken);

    public float[]? ReadInferredGene(string gene) => decoder?.Decode(Result.Trajectories, genes.Identifiers[dataset.Find(gene)]);

    /// <summary>Kept: everybody who opens the result is shown the same few first, and each takes a pass over the dataset and a bootstrap.</summary>
    public GeneTrend ReadTrend(string gene, CancellationToken cancellationToken)
    {
        int column = dataset.Find(gene);
        if (trends.TryGetValue(column, out GeneTrend? known))
            return known;
        GeneTrend trend = MakeTrend(column, cancellationToken);
        if (trends.Count < MostTrends)
            trends[column] = trend;
        return trend;
    }

    private GeneTrend MakeTrend(int column, CancellationToken cancellationToken)
    {
        float[] measured = dataset.Read(column, cancellationToken);
        (double[] times, double[] means) = MeanPerTime(measured);
        float[]? inferred = decoder?.Decode(Result.Trajectories, genes.Identifiers[column]);
        string unit = GeneScale.Unit(Result.Scale);
        if (inferred is null)
            return new GeneTrend(genes.Symbols[column], unit, [], [], [], [], "", times, means, WhyNotInferred());
        TrendBand band = TrendBand.Of(inferred, Result.Trajectories.SourceCell);
        return new GeneTrend(genes.Symbols[column], unit, Result.Trajectories.Times, band.Mean, band.Low, band.High, TrendBand.Meaning, times, means, "");
    }

    /// <summary>Names of genes that differ much between time points, relative to their spread within one; at most twelve.</summary>
    public IReadOnlyList<string> SuggestGenes(int count, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            suggested ??= RankGenes(cancellationToken);
            return [.. suggested.Take(count)];
        }
    }

    private string[] RankGenes(CancellationToken cancellationToken)
    {
        using AnnotatedData data = dataset.Open();
        if (dataset.Matrix(data) is not { } matrix)
            return [];
        GeneChange[] changes = GeneRanking.Measure(matrix, Result.Scale, Result.CellTimes, cancellationToken);
        var decodable = model?.Genes.ToHashSet(StringComparer.Ordinal);
        if (decodable is not null)
            changes = [.. changes.Select((change, gene) => decodable.Contains(genes.Identifiers[gene]) ? change : change with { Score = -1, Detected = 0 })];
        return [.. GeneRanking.Choose(changes, data.Var, genes.Symbols, MostSuggested).Select(gene => genes.Symbols[gene])];
    }

    private (double[] Times, double[] Means) MeanPerTime(float[] values)
    {
        double[] times = [.. Result.Measured.Select(measured => measured.Time)];
        return (times, Array.ConvertAll(times, time =>
            values.Where((value, cell) => Result.CellTimes[cell] == time && !float.IsNaN(value)).Select(value => (double)value).DefaultIfEmpty(double.NaN).Average()));
    }

    private string WhyNotInferred() => model is null
        ? "The coordinates came with the file and cannot be turned back into genes: only measured cells are shown."
        : "This gene was not among those that the coordinates were made from: only measured cells are shown.";
}
