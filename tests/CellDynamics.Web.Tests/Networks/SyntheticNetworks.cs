using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results.Networks;

namespace CellDynamics.Web.Tests.Networks;

/// <summary>A made-up network of blood cells: two types, thirty genes of which twelve drive others, three signals. Small, deterministic, none of it measured.</summary>
internal static class SyntheticNetworks
{
    public static readonly string[] Genes =
    [
        "Gata1", "Pu1", "Gata2", "Fli1", "Klf1", "Cebpa", "Scl", "Gfi1", "Fog1", "EgrNab", "cJun", "Runx1",
        "Hbb", "Hba", "Epor", "Mpo", "Elane", "Csf1r", "Itgam", "Kit", "Kitl", "Csf1", "Tgfb1", "Tgfbr2", "Cd34", "Ly6a", "Car1", "Car2", "Alas2", "Gypa",
    ];

    public const int Drivers = 12;

    public static readonly string[] Types = ["erythroid", "myeloid"];

    public static readonly double[] Times = [.. Enumerable.Range(0, 13).Select(i => 6.0 * i)];

    public static readonly SignalPair[] Pairs = [new("Kitl", "Kit"), new("Csf1", "Csf1r"), new("Tgfb1", "Tgfbr2")];

    public static NetworkResult Create() => new()
    {
        Request = new RunRequest
        {
            Method = "staged", Name = "Drivers of blood stem cells", DatasetPath = "blood.h5ad", DatasetSha256 = new string('a', 64), Roles = new StudyRoles { Time = "hours", CellType = "type" },
            Parameters = new Dictionary<string, string> { ["genes"] = "100" }, Version = "0.1.0 (staged 1)", CreatedUtc = new DateTime(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc),
        },
        Outcome = new Outcome(true, "The fit settled after 400 steps."),
        Network = Network(),
        Measured = [new(0, "0", 120, false), new(24, "24", 110, false), new(48, "48", 90, false), new(72, "72", 100, false)],
        TimeUnit = "h", CellCount = 420,
        History = [new HistoryPoint("loss", 1, 2), new HistoryPoint("loss", 2, 1)],
        Metrics = new Dictionary<string, double> { ["loss"] = 1 },
        Scale = MatrixScale.Counts,
        Explanation = "Counts, used as ln(counts per 10,000 + 1). 30 genes: those that vary most, transcription factors, ligands and receptors.",
        Warnings = ["At most 30 genes were used; 12 that vary much were left out."],
    };

    /// <summary>What a knock-out, a knock-down, over-expression or a block would do: two steps along the links, and so the same every time.</summary>
    public static PerturbationEffect Perturb(NetworkFindings network, Perturbation asked)
    {
        int genes = network.Genes.Length, last = network.Times.Length - 1;
        DenseMatrix[] unperturbed = Each(_ => new DenseMatrix(network.Times.Length, genes)), change = Each(_ => new DenseMatrix(network.Times.Length, genes));
        for (int type = 0; type < Types.Length; type++)
        {
            double[] first = [.. Enumerable.Range(0, genes).Select(gene => asked.Held.TryGetValue(gene, out double level) ? level - 1 : asked.Made.TryGetValue(gene, out double factor) ? factor - 1 : 0)];
            double[] second = Follow(network, type, first);
            foreach (SignalEffect effect in network.Effects.Where(effect => effect.Receiver == type && asked.Blocked.Contains(effect.Pair)))
                second[effect.Target] -= effect.Strength;
            double[] third = Follow(network, type, second);
            for (int t = 0; t <= last; t++)
            {
                for (int gene = 0; gene < genes; gene++)
                {
                    unperturbed[type][t, gene] = network.Levels[(type * network.Times.Length + t) * genes + gene];
                    change[type][t, gene] = (first[gene] + second[gene] + third[gene]) * t / last;
                }
            }
        }
        double toMyeloid = Math.Clamp(-change[0][last, 12], -0.6, 0.35);
        return new PerturbationEffect(network.Times, unperturbed, change, Shifted(change, -0.08), Shifted(change, 0.08),
            [new("erythroid", 0.38, 0.38 - toMyeloid, -toMyeloid - 0.04, -toMyeloid + 0.04), new("myeloid", 0.62, 0.62 + toMyeloid, toMyeloid - 0.04, toMyeloid + 0.04)]);
    }

    private static double[] Follow(NetworkFindings network, int type, double[] change)
    {
        double[] next = new double[change.Length];
        foreach (NetworkEdge edge in network.Edges.Where(edge => edge.Type == type))
            next[edge.Target] += edge.Strength * change[edge.Regulator];
        return next;
    }

    private static DenseMatrix[] Shifted(DenseMatrix[] of, double by) => Each(type => new DenseMatrix(of[type].Rows, of[type].Columns, [.. of[type].Values.Select((value, i) => value + by * Math.Abs(Noise(i)) * (value == 0 ? 1 : 2 * Math.Abs(value)))]));

    private static DenseMatrix[] Each(Func<int, DenseMatrix> make) => [.. Enumerable.Range(0, Types.Length).Select(make)];

    private static NetworkFindings Network()
    {
        int genes = Genes.Length, times = Times.Length;
        float[] levels = new float[Types.Length * times * genes], activity = new float[levels.Length];
        for (int i = 0; i < levels.Length; i++)
        {
            (int gene, int t, int type) = (i % genes, i / genes % times, i / genes / times);
            double course = 0.5 + 0.45 * Math.Sin(gene * 1.7 + (type == 0 ? 1 : -1) * 2.2 * t / (times - 1));
            (levels[i], activity[i]) = ((float)(2.5 * course), gene < Drivers ? (float)course : 0);
        }
        return new NetworkFindings
        {
            Genes = Genes, Reasons = [.. Genes.Select((_, i) => i < Drivers ? "transcription factor" : i is >= 19 and < 24 ? "ligand or receptor" : "varies much")],
            TypeNames = Types, TypeSizes = [180, 240], Times = Times, Pairs = Pairs, Members = 5, IsSpatial = false, Levels = levels, Activity = activity,
            Edges = [.. Edges().OrderByDescending(edge => Math.Abs(edge.Strength))],
            Effects = [.. Enumerable.Range(0, 9).Select(i => new SignalEffect(i % 3, i % 2, (5 * i + 3) % genes, (float)(0.3 * Noise(i + 7)), (float)(0.3 * Noise(i + 7) - 0.05), (float)(0.3 * Noise(i + 7) + 0.05), i % 4 == 0 ? 0.6f : 1, Course(0.3 * Noise(i + 7), i)))],
            Flows = [.. Enumerable.Range(0, 12).Select(i => new SignalFlow(i / 4, i / 2 % 2, i % 2, (float)Math.Abs(Noise(i + 40)), [.. Course(Math.Abs(Noise(i + 40)), i).Select(Math.Abs)]))],
            Scores =
            [
                .. Enumerable.Range(0, 3).Select(seed => new DynamicsScore("this-analysis", "this analysis", seed, 0.74 + 0.02 * seed, 0.11 + 0.01 * seed)),
                new("persistence", "nothing changes", 0, 0, 0.9), new("linear", "straight line", 0, 0.35, 0.6), new("ridge", "ridge regression", 0, 0.66, 0.09), new("forest", "random forest", 0, 0.61, 0.2),
            ],
            Verdict = new Verdict(VerdictLevel.Mixed, "Better than every simple guess one step ahead, not along the path.", "Ridge regression follows whole paths as well."),
            Origin = "Paths of cells were inferred by SBIRR through 0, 24, 48 and 72 h; nobody saw them.",
            Notes = ["Il3 → Il3ra: its genes are not in the file."],
        };
    }

    private static IEnumerable<NetworkEdge> Edges()
    {
        for (int type = 0; type < Types.Length; type++)
        {
            for (int regulator = 0; regulator < Drivers; regulator++)
            {
                for (int target = 0; target < Genes.Length; target++)
                {
                    double strength = Noise(type * 977 + regulator * 61 + target * 7) / (1 + 0.35 * regulator);
                    // Every third pair is a link; Gata1 and Pu1 hold each other down, as every textbook has it.
                    if (regulator == target || ((regulator + 2 * target + type) % 3 != 0 && !(regulator < 2 && target < 2)))
                        continue;
                    if (regulator < 2 && target < 2)
                        strength = -0.9 + 0.1 * regulator;
                    bool isSure = Math.Abs(strength) > 0.12;
                    yield return new NetworkEdge(type, regulator, target, (float)strength, (float)(strength - (isSure ? 0.06 : 0.2)), (float)(strength + (isSure ? 0.06 : 0.2)), isSure ? 1 : 0.6f, Course(strength, regulator + target));
                }
            }
        }
    }

    private static float[] Course(double mean, int phase) => [.. Times.Select((_, t) => (float)(mean * (1 + 0.7 * Math.Sin(phase + 4.0 * t / Times.Length))))];

    /// <summary>Between −1 and 1, the same for the same number.</summary>
    private static double Noise(int number) => 2 * (Math.Abs(Math.Sin(number * 12.9898) * 43758.5453) % 1) - 1;
}
