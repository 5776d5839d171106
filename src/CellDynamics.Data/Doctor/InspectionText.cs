using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Doctor;

/// <summary>An inspection as JSON for programs and as words for people.</summary>
public static class InspectionText
{
    private const int ShownColumns = 40;

    /// <summary>Camel case; numbers that are not finite are the texts <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static string ToJson(this Inspection inspection) => JsonSerializer.Serialize(inspection, Json);

    /// <summary>The verdict first, then what is wrong, then what is in the file.</summary>
    public static string ToWords(this Inspection inspection)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{inspection.File}: {NumberText.Counted(inspection.NObs, "cell")} × {NumberText.Counted(inspection.NVars, "gene")} ({inspection.Encoding})");
        foreach (Readiness readiness in inspection.Readiness)
            text.AppendLine(readiness.Sentence);
        if (inspection.Roles is { Layer: not null } or { Use: not null })
            text.AppendLine(CultureInfo.InvariantCulture, $"As said, with:{(inspection.Roles.Layer is { } layer ? $" --layer {layer}" : "")}{(inspection.Roles.Use is { } use ? $" --use {use}" : "")}");
        AppendFindings(inspection, text);
        text.AppendLine().AppendLine("Content");
        AppendMatrix("X", inspection.X, text);
        if (inspection.Raw is not null)
            AppendMatrix("raw/X", inspection.Raw, text);
        foreach ((string name, MatrixReport layer) in inspection.Layers)
            AppendMatrix("layers/" + name, layer, text);
        foreach ((string name, ArrayReport entry) in inspection.Obsm)
            text.AppendLine(CultureInfo.InvariantCulture, $"  obsm/{name}: {entry.Kind} {string.Join(" × ", entry.Shape)} {entry.DType}");
        AppendColumns("obs", inspection.Obs, text);
        AppendColumns("var", inspection.Var, text);
        if (inspection.Uns.Count > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"  uns: {string.Join(", ", inspection.Uns)}");
        return text.ToString();
    }

    private static void AppendFindings(Inspection inspection, StringBuilder text)
    {
        if (inspection.Findings.Count == 0)
            return;
        text.AppendLine().AppendLine("Findings");
        foreach (Finding finding in inspection.Findings)
            text.AppendLine($"  {finding.Severity,-7} {finding.Path}: {string.Join(' ', new[] { finding.Message, finding.Fix, OptionOf(finding) }.Where(part => part.Length > 0))}");
    }

    /// <summary>Which option a choice is made by: a finding itself is read in the browser too.</summary>
    private static string OptionOf(Finding finding) => finding switch
    {
        { Code: "modality" } => "(--modality NAME)",
        { Code: "orientation" } => "(--rows genes or --rows cells)",
        { Severity: "note" } => "",
        { Code: "annotations" } => "(--annotations FILE)",
        { Code: "not-finite" or "nan-embedding" } => "(--layer NAME or --use KEY)",
        { Code: "time-not-found" } when finding.Fix.Contains("annotations", StringComparison.Ordinal) => "(--annotations FILE)",
        { Code: "time-not-found" or "time-unusable" } => "(--time COLUMN)",
        { Code: "scale-cytometry" } => "(--values as-is)",
        _ => "",
    };

    private static void AppendMatrix(string name, MatrixReport matrix, StringBuilder text)
    {
        if (matrix.Unreadable is not null)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {name}: {(matrix.Kind == "none" ? "" : $"{matrix.Kind} {matrix.DType}, ")}cannot be read: {char.ToLowerInvariant(matrix.Unreadable[0])}{matrix.Unreadable[1..].TrimEnd('.')}");
            return;
        }
        if (matrix.Kind == "none")
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {name}: none");
            return;
        }
        if (matrix.Shape.Contains(0))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {name}: {matrix.Kind} {matrix.DType}, empty ({matrix.Shape[0]} × {matrix.Shape[1]})");
            return;
        }
        double share = 100.0 * matrix.Nonzero!.Value / Math.Max(1, (double)matrix.Shape[0] * matrix.Shape[1]);
        text.AppendLine(CultureInfo.InvariantCulture, $"  {name}: {matrix.Kind} {matrix.DType}, {share:F1} % other than zero, from {matrix.Min:G5} to {matrix.Max:G5}");
    }

    private static void AppendColumns(string name, FrameReport frame, StringBuilder text)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"  {name}: index {frame.Index.Name} ({string.Join(", ", frame.Index.First.Take(3))}, …)");
        foreach (ColumnReport column in frame.Columns.Take(ShownColumns))
        {
            string values = string.Join(", ", (column.Categories?.Cast<object?>() ?? column.First).Take(5).Select(v => Convert.ToString(v, CultureInfo.InvariantCulture) ?? "missing"));
            string missing = column.Missing > 0 ? $", {NumberText.Grouped(column.Missing)} missing" : "";
            string infinite = column.Infinite > 0 ? $", {NumberText.Grouped(column.Infinite)} infinite (not in the sum)" : "";
            text.AppendLine(CultureInfo.InvariantCulture, $"    {column.Name}: {column.Kind}, {NumberText.Grouped(column.Distinct)} different ({values}{(column.Distinct > 5 ? ", …" : "")}){missing}{infinite}");
        }
        if (frame.Columns.Count > ShownColumns)
            text.AppendLine(CultureInfo.InvariantCulture, $"    and {frame.Columns.Count - ShownColumns} more");
    }
}
