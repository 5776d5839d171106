using CellDynamics.Methods.MetaFlowMatching;
using CellDynamics.Methods.Treatments;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Cli.Benchmarks.Treatments;

/// <summary>The published organoid drug screen, for those who have its preprocessed files: they are not to be had here.</summary>
internal sealed class TrellisBenchmark : IBenchmark
{
    private const int MostCells = 2000;
    private const string Mfm = "mfm";

    public string Name => "trellis";

    public string Summary => "The published organoid screen (--data FOLDER with its .npy and split pickle), MFM beside its baselines on the held-out replicates or patients.";

    public BenchmarkReport Run(BenchmarkRequest request)
    {
        string folder = request.Data ?? throw new RunException("benchmark trellis: expected --data FOLDER with the preprocessed matrix (.npy) and its splits (.pickle), found none. Name the folder.");
        MfmParameters settings = new MfmParameters { BatchPopulations = 8, WeightDecay = 0, EncoderWidth = 128, Bottleneck = 0 } with { Steps = request.IsQuick ? 60 : 20_000 };
        List<string> found = [];
        BenchmarkTable[] tables = [.. TrellisFiles.In(folder).SelectMany(files => Split(files, settings, found, request))];
        return new BenchmarkReport(
            Name,
            $"Preprocessed organoid screen (mfm 5.2), at most {MostCells} cells of a population, evenly spaced. {string.Join(" ", found)} MFM: {settings.Steps} steps of {settings.BatchPopulations} × {settings.BatchCells} cells.",
            tables, [],
            ["The paper's own table could not be obtained; four of its numbers are quoted in a review (mfm 6.1). Distances here are divided by the mean standard deviation of the training cells."]);
    }

    private static BenchmarkTable[] Split(TrellisFiles files, MfmParameters settings, List<string> found, BenchmarkRequest request)
    {
        using TrellisData data = TrellisData.Open(files);
        IReadOnlyList<TreatmentPair> train = Part(data, "train"), test = Part(data, "test");
        found.Add($"{files.Name}: {train.Count} pairs to learn from, {test.Count} held out, {data.Markers} markers.");
        Contender[] contenders = [.. Contender.Baselines, Contender.Mfm(Mfm, settings), Contender.Mfm("mfm, graph k = 100", settings with { Encoder = EncoderKind.Graph, Neighbours = 100 })];
        string[] baselines = [.. Contender.Baselines.Select(baseline => baseline.Name)];
        var tables = new TrialTables(
            TrialRunner.Run(contenders, [TrialFold.Of(files.Name, train, test)], settings, request.IsQuick ? 1 : 3, request), [.. contenders.Select(c => c.Name), Contender.Oracle, Contender.Ceiling]);
        return [tables.Scores($"{files.Name}: mean over held-out donors"), tables.Differences($"{files.Name}: W2 of mfm minus each baseline", Mfm, baselines)];
    }

    private static IReadOnlyList<TreatmentPair> Part(TrellisData data, string name) =>
        data.Pairs(data.Parts.FirstOrDefault(part => part.Contains(name, StringComparison.OrdinalIgnoreCase)) ?? name, MostCells);
}
