using System.Diagnostics;
using System.Globalization;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;

namespace CellDynamics.Cli.Benchmarks.Opening;

/// <summary>Opening large sparse files beside anndata, a million names, and the PCA of many cells.</summary>
internal sealed class OpenBenchmark : IBenchmark
{
    private const int PerCell = SimulatedFile.Genes / 20, Tiny = 100, Small = 20_000, Medium = 200_000, Large = 1_000_000, FewPerCell = 10, Runs = 3;
    private const long LeftFree = 20L << 30, LargestPeak = 1L << 30;
    private const double LargestRatio = 0.7, LongestNames = 2, LongestPca = 60;

    public string Name => "open";

    public string Summary => "opening and summing up sparse files of 20k to 1M cells, timed beside anndata.";

    /// <exception cref="ArgumentException">A file was given.</exception>
    /// <exception cref="InvalidOperationException">anndata or h5py is missing, or the two sides disagree.</exception>
    public BenchmarkReport Run(BenchmarkRequest request)
    {
        if (request.Data is not null)
            throw new ArgumentException($"The benchmark open writes its files: expected no --data, found {request.Data}. Leave the option out.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("celldynamics-benchmark-");
        try
        {
            return Run(request, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static BenchmarkReport Run(BenchmarkRequest request, string folder)
    {
        List<string> notes = [];
        var rows = new List<string[]>();
        var goals = new List<BenchmarkGoal>();
        string[][] other = [];
        double startUp = OpeningContest.StartUp(Simulated(Tiny, FewPerCell).Path, Runs, request.Cancellation);
        if (request.IsQuick)
            rows.Add(Compare(Simulated(Small, PerCell).Path, Cells(Small), 1, judged: null));
        else
        {
            rows.Add(Compare(Simulated(Small, PerCell).Path, Cells(Small), Runs, goals));
            SimulatedFile medium = Simulated(Medium, PerCell);
            rows.Add(Compare(medium.Path, Cells(Medium), Runs, goals));
            string[] pca = Pca(medium, request, goals);
            File.Delete(medium.Path);
            int largest = Largest(folder, notes);
            SimulatedFile large = Simulated(largest, PerCell);
            rows.Add(Compare(large.Path, Cells(largest), 1, goals));
            File.Delete(large.Path);
            other = [Names(Simulated(Large, FewPerCell), request, goals), pca];
        }
        BenchmarkTable[] tables =
        [
            new("Summary: celldynamics inspect beside anndata.read_h5ad",
                ["file", "ours: whole process s", "anndata: read_h5ad s", "ratio, judged", "anndata: whole process s", "ratio of processes", "ours: peak MB", "anndata: peak MB"], rows),
            .. other.Length == 0 ? Array.Empty<BenchmarkTable>() : [new("In one process", ["what", "s", "peak MB"], other)],
        ];
        notes.AddRange(
        [
            $"Both sides find the file in the page cache. Judged is our whole process over the call of read_h5ad alone, without the import of anndata. Of ours {Number(startUp)} s are start-up (the same command on a file of {Tiny} cells), which decides on small files.",
            "The peak of the names is that of three openings in one process, garbage of the earlier ones included.",
            "anndata keeps the matrix in memory afterwards; ours has read it once and keeps a number per cell.",
        ]);
        return new BenchmarkReport("open", Protocol, tables, goals, notes);

        SimulatedFile Simulated(int cells, int perCell)
        {
            request.Say($"writing {Cells(cells)}, {perCell} counts each");
            return SimulatedFile.Write(folder, cells, perCell, request.Cancellation);
        }

        string[] Compare(string file, string what, int runs, List<BenchmarkGoal>? judged)
        {
            request.Say($"{what}: ours and anndata in turns, {runs} run(s)");
            OpeningContest found = OpeningContest.Run(file, runs, request.Cancellation);
            judged?.Add(Ratio($"{what}: summary at most {LargestRatio} × the time of read_h5ad", found.OurSeconds / found.ReadSeconds));
            judged?.Add(BenchmarkGoal.AtMost($"{what}: peak memory below {Megabytes(LargestPeak)} MB", found.OurPeak / 1048576.0, LargestPeak / 1048576.0));
            return [what, Number(found.OurSeconds), Number(found.ReadSeconds), Number(found.OurSeconds / found.ReadSeconds),
                Number(found.TheirSeconds), Number(found.OurSeconds / found.TheirSeconds), Megabytes(found.OurPeak), Megabytes(found.TheirPeak)];
        }
    }

    private static string Protocol =>
        $"Sparse counts of {Cells(SimulatedFile.Genes, "genes")}, {PerCell} of them in every cell (5 %), float32 and int32, uncompressed as anndata writes by default, ten columns of annotations, unique names. "
        + $"Each side in a process of its own, in turns (ours, anndata, …): medians of {Runs} runs, one run of the largest; peak: the largest resident set (VmHWM). "
        + "Names: a million cells with ten counts each, opened with all annotations. PCA: 2,000 highly variable genes and 50 components of 200,000 cells from the file, with scale, normalisation and gene choice.";

    /// <summary>The largest file that leaves the disk some room.</summary>
    private static int Largest(string folder, List<string> notes)
    {
        long free = new DriveInfo(folder).AvailableFreeSpace - LeftFree;
        if (free >= SimulatedFile.BytesOf(Large, PerCell))
            return Large;
        int fits = (int)Math.Max(Small, free / SimulatedFile.BytesOf(1, PerCell) / Small * Small);
        notes.Add($"The disk does not take {Cells(Large)} and keep {LeftFree >> 30} GB free: the largest file has {Cells(fits)}.");
        return fits;
    }

    private static string[] Names(SimulatedFile file, BenchmarkRequest request, List<BenchmarkGoal> goals)
    {
        request.Say($"names of {Cells(file.Cells)}");
        MeasuredProcess.ForgetPeak();
        var seconds = new List<double>();
        for (int run = 0; run < Runs; run++)
        {
            var clock = Stopwatch.StartNew();
            using AnnotatedData data = H5adReader.Open(file.Path);
            seconds.Add(clock.Elapsed.TotalSeconds);
        }
        double median = OpeningContest.Median(seconds);
        goals.Add(BenchmarkGoal.SecondsAtMost($"{Cells(file.Cells)}: names and annotations within {LongestNames} s", median, LongestNames));
        return [$"{Cells(file.Cells)}: names and annotations", Number(median), Megabytes(MeasuredProcess.PeakOf())];
    }

    private static string[] Pca(SimulatedFile file, BenchmarkRequest request, List<BenchmarkGoal> goals)
    {
        request.Say($"PCA of {Cells(file.Cells)}");
        MeasuredProcess.ForgetPeak();
        var clock = Stopwatch.StartNew();
        using AnnotatedData data = H5adReader.Open(file.Path);
        var options = new RepresentationOptions { HighlyVariableGenes = 2_000, Components = 50 };
        Representation.Build(new Study(data, new StudyRoles { Time = "day" }), fitCells: null, options, request.Cancellation);
        double seconds = clock.Elapsed.TotalSeconds;
        goals.Add(BenchmarkGoal.SecondsAtMost($"{Cells(file.Cells)}: PCA (50) of 2,000 genes within {LongestPca} s", seconds, LongestPca));
        return [$"{Cells(file.Cells)}: from the file to 50 principal components", Number(seconds), Megabytes(MeasuredProcess.PeakOf())];
    }

    /// <summary>A ratio drifts as its times do.</summary>
    private static BenchmarkGoal Ratio(string goal, double found) => new(goal, Number(found),
        found <= LargestRatio ? GoalState.Met : found <= 1.2 * LargestRatio ? GoalState.AtTheLimit : GoalState.Missed);

    private static string Cells(int count, string of = "cells") => $"{NumberText.Grouped(count)} {of}";

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => (bytes >> 20).ToString(CultureInfo.InvariantCulture);
}
