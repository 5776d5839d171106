using CellDynamics.Data.Annotated;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.TrajectoryData;

/// <summary>An annotation as numbers to colour by: the code of each category, or the number itself; NaN where missing, <c>[cells]</c>.</summary>
internal static class ObsValues
{
    /// <summary>Columns of text with more distinct values than this are names, not groups.</summary>
    public const int MostCategories = 60;

    public static bool CanColour(DataColumn column) =>
        column.Kind is ColumnKind.Integer or ColumnKind.Float ? column.Numbers is not null : Categories(column) is { Length: >= 2 and <= MostCategories };

    public static bool IsAmount(DataColumn column) => column.Kind is ColumnKind.Integer or ColumnKind.Float && column.Numbers is not null;

    /// <summary>In the file's order where it has one, else by name.</summary>
    public static string[] Categories(DataColumn column) =>
        column.Categories ?? [.. column.Labels.OfType<string>().Distinct().Take(MostCategories + 1).Order(StringComparer.Ordinal)];

    public static float[] Of(DataColumn column)
    {
        if (IsAmount(column))
            return FloatBody.From(column.Numbers!);
        string[] categories = Categories(column);
        var codes = new Dictionary<string, float>(categories.Length);
        for (int i = 0; i < categories.Length; i++)
            codes.TryAdd(categories[i], i);
        return Array.ConvertAll(column.Labels, label => label is not null && codes.TryGetValue(label, out float code) ? code : float.NaN);
    }
}
