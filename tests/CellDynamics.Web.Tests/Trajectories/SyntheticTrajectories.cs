using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;

namespace CellDynamics.Web.Tests.Trajectories;

/// <summary>A seeded result with two branches and known shapes, as a run would have written it.</summary>
internal static class SyntheticTrajectories
{
    public const int PathCount = 120;

    public static readonly double[] MeasuredTimes = [0, 24, 48, 72];

    public static readonly string[] Genes = ["MYOG", "CDK1", "MYH3", "<img src=x onerror=alert(1)>", "A/B \"c\", =1+1", "=cmd|' /C calc'!A0", "ENSG00000198947.15"];

    public static TrajectoryResult Create(int cells = 271, int grid = 37)
    {
        var random = new Random(7);
        double[] times = [.. Enumerable.Range(0, grid).Select(i => 72.0 * i / (grid - 1))];
        double[] cellTimes = [.. Enumerable.Range(0, cells).Select(i => MeasuredTimes[i * 4 / cells])];
        bool[] isUpper = [.. cellTimes.Select(_ => random.NextDouble() < 0.55)];
        float[] positions = [.. cellTimes.SelectMany((time, i) => Place(time, isUpper[i], random, 1))];
        (float[] paths, int[] sources) = Paths(times, random);
        return new TrajectoryResult
        {
            Request = Request(),
            Outcome = new Outcome(true, "The fit settled after 9 rounds."),
            Measured = [.. MeasuredTimes.Select(time => new MeasuredTime(time, $"{time:0}", cellTimes.Count(t => t == time), false))],
            TimeUnit = "h",
            Scale = MatrixScale.Linear,
            CellNames = [.. Enumerable.Range(0, cells).Select(i => $"T{cellTimes[i]:0}_CT_{i:D3}")],
            CellTimes = cellTimes,
            Obs = Annotations(cellTimes, isUpper),
            GeneNames = Genes,
            Views =
            [
                new ResultView("pca", "PCA", ("PC 1 (6.9 % of variance)", "PC 2 (3.9 %)"), positions, paths, "Inferred cells are projected exactly."),
                new ResultView("umap", "UMAP", ("", ""), Bent(positions), Bent(paths), "Inferred cells are placed by their nearest measured cells; distances between groups mean little."),
            ],
            Trajectories = new TrajectorySet(times, new float[sources.Length * grid * 3], sources),
            Dimensions = 30,
            Validation = Validation(),
            History = [],
            Metrics = new Dictionary<string, double> { ["sigma"] = 0.1 },
            Explanation = "Values are linear (FPKM), used as ln(value + 1). 2,000 genes, 30 principal components.",
            Warnings = ["Medium changes from GM to DM after 0 h, together with time."],
        };
    }

    public static float[] Gene(TrajectoryResult result, string gene)
    {
        int index = Array.IndexOf(Genes, gene);
        var random = new Random(100 + index);
        float[] xs = result.Views[0].Cells;
        return [.. result.CellTimes.Select((time, i) => (float)Math.Max(0, (index % 2 == 0 ? time / 24 : 3 - time / 24) * (index == 2 ? xs[2 * i] / 8 : 0.8) + random.NextDouble() - 0.7))];
    }

    public static float[] InferredGene(TrajectoryResult result, string gene) =>
        [.. Enumerable.Range(0, PathCount).SelectMany(path => result.Trajectories.Times.Select(time => (float)(time / 24 * (path % 2 == 0 ? 1 : 0.3))))];

    public static GeneTrend Trend(TrajectoryResult result, string gene)
    {
        float[] values = Gene(result, gene);
        double[] means = [.. MeasuredTimes.Select(time => (double)values.Where((_, i) => result.CellTimes[i] == time).Average())];
        double[] times = result.Trajectories.Times;
        double[] mean = [.. times.Select(time => Between(time, means) + 0.12 * Math.Sin(time / 5))];
        return new GeneTrend(gene, "ln(FPKM + 1)", times, mean, [.. mean.Select(m => m - 0.25)], [.. mean.Select(m => m + 0.3)],
            "95 % of the mean over 200 resamplings of the paths", MeasuredTimes, means, "");
    }

    public static ValidationTable Validation() => new(
        [
            .. Scores(24, 44.9, 38.6, 36.6, 35.6), .. Scores(48, 39.0, 37.3, 33.8, 34.1),
        ],
        [new ValidationCeiling(24, 31.2, 33)],
        new Verdict(VerdictLevel.Mixed, "At 24 h, left-out cells are predicted better than by any simple guess.", "At 48 h, no better than pairwise transport."),
        ["The representation was fitted without the left-out cells.", "σ = 0.1 was chosen on the left-out times among 0.05, 0.1, 0.2 and 0.4."]);

    public static RunRequest Request() => new()
    {
        Method = "sbirr", Name = "HSMM myoblast differentiation", DatasetPath = "/data/hsmm.h5ad", DatasetSha256 = new string('a', 64), Roles = new StudyRoles { Time = "Hours" },
        Parameters = new Dictionary<string, string> { ["sigma"] = "0.1", ["reference"] = "gradient-field" }, Version = "0.1.0", CreatedUtc = new DateTime(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc),
    };

    private static IEnumerable<ValidationRow> Scores(double time, double persistence, double linear, double transport, double own)
    {
        yield return new ValidationRow(time, "persistence", 0, persistence, persistence * 1.1, 0.3, 2);
        yield return new ValidationRow(time, "linear", 0, linear, linear * 1.1, 0.2, 1.5);
        yield return new ValidationRow(time, "optimal-transport", 0, transport, transport * 1.1, 0.15, 1.2);
        for (int seed = 0; seed < 3; seed++)
            yield return new ValidationRow(time, "this-analysis", seed, own + (seed - 1) * 0.4, own * 1.1, 0.1, 1, "sigma=0.1");
    }

    private static DataFrame Annotations(double[] times, bool[] isUpper) => new("cell", [.. times.Select((_, i) => $"c{i}")],
    [
        new DataColumn("State", ColumnKind.Categorical, [.. times.Select((time, i) => time == 0 ? "1 cycling" : isUpper[i] ? "2 differentiating" : "3 PDGFRA-positive")], null, ["1 cycling", "2 differentiating", "3 PDGFRA-positive"]),
        new DataColumn("@SUM(A1)", ColumnKind.String, [.. times.Select((_, i) => i % 3 == 0 ? "+1+1" : i % 3 == 1 ? "-2" : "<script>x</script>")]),
        new DataColumn("Hours", ColumnKind.Integer, [.. times.Select(time => $"{time:0}")], times),
    ]);

    private static float[] Place(double time, bool isUpper, Random random, double noise)
    {
        double s = time / 72;
        double x = -14 + 30 * s + Normal(random) * 3.2 * noise;
        double y = (isUpper ? 7 : -7) * s * s + Normal(random) * 2.4 * noise;
        return [(float)x, (float)y];
    }

    private static (float[] Paths, int[] Sources) Paths(double[] times, Random random)
    {
        var points = new List<float>();
        int[] sources = new int[PathCount];
        for (int path = 0; path < PathCount; path++)
        {
            sources[path] = path;
            bool isUpper = random.NextDouble() < 0.55;
            (double dx, double dy) = (Normal(random) * 3, Normal(random) * 2.2);
            double phase = random.NextDouble() * 6;
            foreach (double time in times)
            {
                float[] middle = Place(time, isUpper, random, 0);
                points.Add((float)(middle[0] + dx + 0.8 * Math.Sin(time / 9 + phase)));
                points.Add((float)(middle[1] + dy + 0.8 * Math.Cos(time / 7 + phase)));
            }
        }
        return ([.. points], sources);
    }

    private static float[] Bent(float[] flat)
    {
        float[] bent = new float[flat.Length];
        for (int i = 0; i < flat.Length; i += 2)
            (bent[i], bent[i + 1]) = (flat[i] / 3 + MathF.Sin(flat[i + 1] / 4), flat[i + 1] / 3 - MathF.Cos(flat[i] / 6) * 2);
        return bent;
    }

    private static double Between(double time, double[] means)
    {
        int i = Math.Min(means.Length - 2, (int)(time / 24));
        return means[i] + (means[i + 1] - means[i]) * (time / 24 - i);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
