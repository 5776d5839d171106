using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Results;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.TrajectoryData;

/// <summary>The numbers behind the figures as CSV.</summary>
internal static class ResultTables
{
    /// <summary>One row per measured cell: name, time, position in the view, and what it is coloured by.</summary>
    public static string Cells(TrajectoryResult result, ResultView view, DataColumn? column, (string Name, float[] Values)? gene)
    {
        var csv = new CsvText();
        // A column that nobody asked for is absent; one without a name would be taken for data.
        IReadOnlyList<object?> Chosen(object? label, object? value) => (column, gene) switch
        {
            (null, null) => [],
            (_, null) => [label],
            (null, _) => [value],
            _ => [label, value],
        };
        csv.Row(["cell", Time(result), $"{view.Key}_1", $"{view.Key}_2", .. Chosen(column?.Name, gene?.Name)]);
        for (int i = 0; i < result.CellNames.Length; i++)
            csv.Row([result.CellNames[i], result.CellTimes[i], view.Cells[2 * i], view.Cells[2 * i + 1], .. Chosen(column?.Labels[i], gene?.Values[i])]);
        return csv.ToString();
    }

    /// <summary>One row per path and time; every position here is inferred.</summary>
    public static string Trajectories(TrajectoryResult result, ResultView view)
    {
        var csv = new CsvText();
        csv.Row("path", "started_from_cell", Time(result), $"{view.Key}_1_inferred", $"{view.Key}_2_inferred");
        double[] times = result.Trajectories.Times;
        for (int path = 0; path < result.Trajectories.PathCount; path++)
        {
            int source = result.Trajectories.SourceCell[path];
            string name = source >= 0 && source < result.CellNames.Length ? result.CellNames[source] : "";
            for (int t = 0; t < times.Length; t++)
            {
                int at = 2 * (path * times.Length + t);
                csv.Row(path, name, times[t], view.Paths[at], view.Paths[at + 1]);
            }
        }
        return csv.ToString();
    }

    public static string Scores(ValidationTable validation)
    {
        var csv = new CsvText();
        csv.Row("left_out_time", "predictor", "seed", "w1", "w2", "mmd", "energy", "parameters");
        foreach (ValidationRow row in validation.Rows)
            csv.Row(row.Time, row.Predictor, row.Seed, row.W1, row.W2, row.Mmd, row.Energy, row.Parameters);
        foreach (ValidationCeiling ceiling in validation.Ceilings)
            csv.Row(ceiling.Time, "half-against-half", null, ceiling.W1, ceiling.W2, null, null, null);
        return csv.ToString();
    }

    public static string Trends(TrajectoryResult result, IReadOnlyList<GeneTrend> trends)
    {
        var csv = new CsvText();
        csv.Row("gene", "unit", Time(result), "kind", "mean", "low_2.5", "high_97.5");
        foreach (GeneTrend trend in trends)
        {
            for (int i = 0; i < trend.MeasuredTimes.Length; i++)
                csv.Row(trend.Gene, trend.Unit, trend.MeasuredTimes[i], "measured", trend.MeasuredMean[i], null, null);
            for (int i = 0; i < trend.Mean.Length; i++)
                csv.Row(trend.Gene, trend.Unit, trend.Times[i], "inferred", trend.Mean[i], trend.Low[i], trend.High[i]);
        }
        return csv.ToString();
    }

    private static string Time(TrajectoryResult result) => result.TimeUnit.Length == 0 ? "time" : $"time_{result.TimeUnit}";
}
