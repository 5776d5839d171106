using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results;

/// <summary>Reads what <see cref="ResultWriter"/> wrote.</summary>
public static class ResultReader
{
    /// <exception cref="DatasetFileException">The file is not a result of this version or lacks a part; the message names the place.</exception>
    public static TrajectoryResult Read(string path) => ReadWithGenes(path).Result;

    /// <summary>Also the annotations of the genes.</summary>
    /// <exception cref="DatasetFileException">The file is not a result of this version or lacks a part; the message names the place.</exception>
    internal static (TrajectoryResult Result, DataFrame Genes) ReadWithGenes(string path)
    {
        using AnnotatedData file = H5adReader.Open(path);
        return (Read(file, path), file.Var);
    }

    private static TrajectoryResult Read(AnnotatedData file, string path)
    {
        ResultSection root = Root(file, path);
        if (root.Has(ResultKeys.Treatments))
            throw new DatasetFileException(path, $"/uns/{ResultKeys.Root}", "an analysis through time", "one of treatments", "Open it on the page Treatments, or ask it with predict --apply.");
        if (root.Has(ResultKeys.Network))
            throw new DatasetFileException(path, $"/uns/{ResultKeys.Root}", "an analysis through time", "one of gene networks", "Open it on the page Networks.");
        TrajectorySet trajectories = Trajectories(root.Below(ResultKeys.Trajectories));
        DataColumn time = file.RequireObs(ResultKeys.Time);
        return new TrajectoryResult
        {
            Request = RunRequest.FromJson(root.Text(ResultKeys.RunJson), path),
            Outcome = Outcome(root.Below(ResultKeys.Outcome)),
            Measured = Measured(root.Below(ResultKeys.Measured)),
            TimeUnit = root.Text(ResultKeys.TimeUnit),
            CellNames = file.Obs.Index,
            CellTimes = time.Numbers!,
            Obs = file.Obs,
            GeneNames = new GeneNames(file.Var).Symbols,
            Views = Views(file, root),
            Velocity = file.ObsmKeys.Contains(ResultKeys.Velocity) ? file.ReadObsm(ResultKeys.Velocity) : null,
            Trajectories = trajectories,
            Dimensions = trajectories.Points.Length / (trajectories.PathCount * trajectories.Times.Length),
            Validation = root.Has(ResultKeys.Validation) ? Validation(root.Below(ResultKeys.Validation)) : null,
            History = History(root.Below(ResultKeys.History)),
            Metrics = root.Numbers(ResultKeys.Metrics),
            Scale = Enum.Parse<MatrixScale>(root.Text(ResultKeys.Scale)),
            Explanation = root.Text(ResultKeys.Explanation),
            Warnings = root.Texts(ResultKeys.Warnings),
        };
    }

    /// <exception cref="DatasetFileException">The file is no result, or a newer version wrote it.</exception>
    internal static ResultSection Root(AnnotatedData file, string path)
    {
        double version = file.ReadUnsNumber($"{ResultKeys.Root}/{ResultKeys.FormatVersionKey}");
        return version <= ResultKeys.FormatVersion ? new ResultSection(file, ResultKeys.Root) : throw new DatasetFileException(
            path, $"/uns/{ResultKeys.Root}/{ResultKeys.FormatVersionKey}", $"at most {ResultKeys.FormatVersion}", $"{version:0}", "Update CellDynamics: a newer version wrote this result.");
    }

    private static TrajectorySet Trajectories(ResultSection section) =>
        new(section.Doubles(ResultKeys.Times), section.Array(ResultKeys.Points).AsFloats(), section.Array(ResultKeys.SourceCell).AsInts());

    internal static Outcome Outcome(ResultSection section) =>
        new(section.Flag(ResultKeys.HasConverged), section.Text(ResultKeys.Message), section.Text(ResultKeys.Advice));

    internal static MeasuredTime[] Measured(ResultSection section)
    {
        double[] times = section.Doubles(ResultKeys.Times), heldOut = section.Doubles(ResultKeys.HeldOut);
        string[] labels = section.Texts(ResultKeys.Labels);
        int[] cells = section.Array(ResultKeys.Cells).AsInts();
        return [.. times.Select((time, i) => new MeasuredTime(time, labels[i], cells[i], heldOut[i] != 0))];
    }

    private static ResultView[] Views(AnnotatedData file, ResultSection root)
    {
        var views = new List<ResultView>();
        foreach (string key in file.UnsChildren($"{ResultKeys.Root}/{ResultKeys.Views}"))
        {
            ResultSection view = root.Below($"{ResultKeys.Views}/{key}");
            string[] axes = view.Texts(ResultKeys.ViewAxes);
            float[] cells = Array.ConvertAll(file.ReadObsm(ResultKeys.View(key)).Values, x => (float)x);
            views.Add(new ResultView(key, view.Text(ResultKeys.ViewName), (axes[0], axes[1]), cells, view.Array(ResultKeys.ViewPaths).AsFloats(), view.Text(ResultKeys.ViewNote)));
        }
        // A projection first: it shows inferred cells exactly where the model puts them.
        return [.. views.OrderBy(view => view.AxisNames.X.Length == 0)];
    }

    internal static HistoryPoint[] History(ResultSection section)
    {
        string[] series = section.Texts(ResultKeys.Series);
        int[] steps = section.Array(ResultKeys.Step).AsInts();
        double[] values = section.Doubles(ResultKeys.Value);
        return [.. series.Select((name, i) => new HistoryPoint(name, steps[i], values[i]))];
    }

    private static ValidationTable Validation(ResultSection section)
    {
        ResultSection rows = section.Below(ResultKeys.Rows), ceilings = section.Below(ResultKeys.Ceilings);
        string[] predictors = rows.Texts(ResultKeys.Predictor), parameters = rows.Texts(ResultKeys.Parameters);
        int[] seeds = rows.Array(ResultKeys.Seed).AsInts();
        double[] times = rows.Doubles(ResultKeys.Times), w1 = rows.Doubles(ResultKeys.W1), w2 = rows.Doubles(ResultKeys.W2);
        double[] mmd = rows.Doubles(ResultKeys.Mmd), energy = rows.Doubles(ResultKeys.Energy);
        double[] best = ceilings.Doubles(ResultKeys.Times), bestW1 = ceilings.Doubles(ResultKeys.W1), bestW2 = ceilings.Doubles(ResultKeys.W2);
        return new ValidationTable(
            [.. predictors.Select((name, i) => new ValidationRow(times[i], name, seeds[i], w1[i], w2[i], mmd[i], energy[i], parameters[i]))],
            [.. best.Select((time, i) => new ValidationCeiling(time, bestW1[i], bestW2[i]))],
            Verdict(section.Below(ResultKeys.Verdict)),
            section.Texts(ResultKeys.Notes));
    }

    internal static Verdict Verdict(ResultSection section) =>
        new(Enum.Parse<VerdictLevel>(section.Text(ResultKeys.Level)), section.Text(ResultKeys.Headline), section.Text(ResultKeys.Detail));
}
