using System.Globalization;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Studies;

namespace CellDynamics.Methods.Populations;

/// <summary>Reads doses as people write them: numbers, or numbers with a unit behind them, such as <c>10 uM</c>.</summary>
internal static class DoseColumn
{
    /// <returns>Null where the cell has none.</returns>
    /// <exception cref="DatasetFileException">The text does not begin with a number.</exception>
    public static double? Parse(Study study, int cell)
    {
        DataColumn column = study.Dose!;
        if (column.Numbers is { } numbers)
            return double.IsNaN(numbers[cell]) ? null : numbers[cell];
        if (column.Labels[cell] is not { } text || text.Trim().Length == 0)
            return null;
        string number = string.Concat(text.Trim().TakeWhile(c => char.IsAsciiDigit(c) || c is '.' or '-' or '+' or 'e' or 'E'));
        return double.TryParse(number.TrimEnd('e', 'E'), NumberStyles.Float, CultureInfo.InvariantCulture, out double dose)
            ? dose
            : throw new DatasetFileException(study.Data.Path, $"/obs/{column.Name}", "a dose that begins with a number", $"'{text}' in cell '{study.Data.Obs.Index[cell]}'", "Write doses as numbers, or choose another dose column or none.");
    }
}
