using System.Globalization;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Formats.Scratch;

/// <summary>Finds out what a column of a text file holds: whole numbers, numbers, categories or texts.</summary>
internal static class ColumnOfTexts
{
    /// <summary>What R and pandas write for a missing value, and what people do.</summary>
    public static bool IsMissing(ReadOnlySpan<char> text) =>
        text.Length == 0 || text is "NA" or "NaN" or "nan" or "N/A" or "#N/A" or "null" or "NULL" or "None" or "-nan" or "na" or "NAN";

    /// <param name="name">Name of the column.</param>
    /// <param name="values">As they stand in the file, <c>[entries]</c>.</param>
    public static DataColumn Read(string name, string[] values)
    {
        string?[] texts = Array.ConvertAll(values, v => IsMissing(v) ? null : v);
        string[] present = [.. texts.OfType<string>()];
        bool areWhole = present.Length > 0 && Array.TrueForAll(present, v => long.TryParse(v, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
        if (areWhole && present.Length == texts.Length)
            return DataColumn.OfIntegers(name, Array.ConvertAll(values, v => long.Parse(v, CultureInfo.InvariantCulture)));
        if (present.Length > 0 && Array.TrueForAll(present, v => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
            return DataColumn.OfNumbers(name, Array.ConvertAll(texts, v => v is null ? double.NaN : double.Parse(v, CultureInfo.InvariantCulture)));
        int distinct = present.Distinct(StringComparer.Ordinal).Count();
        return 2 * distinct <= texts.Length || present.Length < texts.Length ? DataColumn.OfCategories(name, texts) : DataColumn.OfTexts(name, texts);
    }
}
