using System.Globalization;
using System.Text.Json;

namespace CellDynamics.Cli.Benchmarks.Opening;

/// <summary>Both sides on one file, in turns: <c>celldynamics inspect</c> and <c>anndata.read_h5ad</c>, each in a process of its own. Medians of the runs, the largest of the peaks.</summary>
/// <param name="OurSeconds">Our whole process: start, reading all annotations, summary of the matrix, report.</param>
/// <param name="OurPeak">Bytes.</param>
/// <param name="ReadSeconds">The call of <c>read_h5ad</c> alone, inside its process.</param>
/// <param name="TheirSeconds">Their whole process.</param>
/// <param name="TheirPeak">Bytes.</param>
internal sealed record OpeningContest(double OurSeconds, long OurPeak, double ReadSeconds, double TheirSeconds, long TheirPeak)
{
    /// <summary>Our whole process on a file of next to nothing: its start-up, as the import of anndata is theirs.</summary>
    public static double StartUp(string small, int runs, CancellationToken cancellation) => Median(Enumerable.Range(0, runs).Select(_ => Inspect(small, cancellation).Seconds));

    private const string Read = """
        import sys, time, anndata
        start = time.perf_counter()
        data = anndata.read_h5ad(sys.argv[1])
        print(time.perf_counter() - start, data.X.nnz)
        """;

    /// <exception cref="InvalidOperationException">A side fails, or the two disagree on the number of entries.</exception>
    public static OpeningContest Run(string file, int runs, CancellationToken cancellation)
    {
        var ours = new List<MeasuredProcess>();
        var theirs = new List<(MeasuredProcess Whole, double Read)>();
        for (int run = 0; run < runs; run++)
        {
            ours.Add(Inspect(file, cancellation));
            MeasuredProcess whole = MeasuredProcess.Run(MeasuredProcess.Python, ["-W", "ignore", "-c", Read, file], cancellation);
            string[] answer = whole.Output.Split(' ', StringSplitOptions.TrimEntries);
            theirs.Add((whole, double.Parse(answer[0], CultureInfo.InvariantCulture)));
            using JsonDocument report = JsonDocument.Parse(ours[^1].Output);
            long stored = report.RootElement.GetProperty("x").GetProperty("nonzero").GetInt64();
            if (stored != long.Parse(answer[1], CultureInfo.InvariantCulture))
                throw new InvalidOperationException($"{file}: {stored} entries here, {answer[1]} in anndata.");
        }
        return new OpeningContest(Median(ours.Select(p => p.Seconds)), ours.Max(p => p.PeakBytes), Median(theirs.Select(p => p.Read)), Median(theirs.Select(p => p.Whole.Seconds)), theirs.Max(p => p.Whole.PeakBytes));
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The command that runs now, once more: by its own name, or by <c>dotnet</c> and the library.</summary>
    private static MeasuredProcess Inspect(string file, CancellationToken cancellation)
    {
        string program = Environment.ProcessPath!, library = typeof(OpeningContest).Assembly.Location;
        string[] own = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [library] : [];
        return MeasuredProcess.Run(program, [.. own, "inspect", file, "--json"], cancellation);
    }
}
