using System.Globalization;
using System.Text;
using CellDynamics.Methods.Validation;

namespace CellDynamics.Cli.Reports;

/// <summary>The scores of left-out times as a table for a terminal.</summary>
internal static class ValidationText
{
    public static string Of(ValidationTable table)
    {
        var text = new StringBuilder();
        text.AppendLine(table.Verdict.Headline).AppendLine(table.Verdict.Detail);
        if (table.Rows.Count > 0)
            text.AppendLine().AppendLine($"{"time",8}  {"predictor",-18} {"W1",10} {"W2",10} {"MMD²",10} {"energy",10}   mean over seeds (sd of W2)");
        foreach (var group in table.Rows.GroupBy(row => (row.Time, row.Predictor)).OrderBy(group => group.Key.Time))
        {
            ValidationRow[] rows = [.. group];
            double mean = rows.Average(row => row.W2), sd = rows.Length < 2 ? 0 : Math.Sqrt(rows.Sum(row => (row.W2 - mean) * (row.W2 - mean)) / (rows.Length - 1));
            text.AppendLine(string.Create(CultureInfo.InvariantCulture,
                $"{group.Key.Time,8}  {group.Key.Predictor,-18} {rows.Average(r => r.W1),10:0.####} {mean,10:0.####} {rows.Average(r => r.Mmd),10:0.####} {rows.Average(r => r.Energy),10:0.####}   {(rows.Length > 1 ? $"({sd:0.####})" : "")}"));
        }
        foreach (string note in table.Notes)
            text.AppendLine(note);
        return text.ToString().TrimEnd();
    }
}
