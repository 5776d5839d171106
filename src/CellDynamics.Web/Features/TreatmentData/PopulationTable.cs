using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.TreatmentData;

/// <summary>The cells of the panels as CSV: measured ones, then the predicted population.</summary>
internal sealed class PopulationTable(TreatmentResult result, TreatmentView view, StoredResponse? response)
{
    public string ToCsv(DataColumn? column, Gene? gene)
    {
        var csv = new CsvText();
        csv.Row(["cell", "kind", .. Roles().Select(role => role.Name), $"{view.Key}_1", $"{view.Key}_2", .. Chosen(column, column?.Name, gene, gene?.Name)]);
        for (int i = 0; i < result.CellNames.Length; i++)
        {
            csv.Row([result.CellNames[i], "measured", .. Roles().Select(role => role.Labels[i]), view.Cells[2 * i], view.Cells[2 * i + 1],
                .. Chosen(column, column?.Labels[i], gene, gene?.Measured[i])]);
        }
        if (response is null || response.Places.GetValueOrDefault(view.Key) is not { } places)
            return csv.ToString();
        for (int k = 0; k < response.Cells.Length; k++)
        {
            int cell = response.Cells[k];
            csv.Row([result.CellNames[cell], "predicted", .. Roles().Select(role => Predicted(role, cell)), places[2 * k], places[2 * k + 1],
                .. Chosen(column, column?.Labels[cell], gene, gene?.Predicted?[k])]);
        }
        return csv.ToString();
    }

    private IEnumerable<DataColumn> Roles() => new[] { result.Request.Roles.Condition, result.Request.Roles.Dose, result.Request.Roles.Donor, result.Request.Roles.CellType }
        .OfType<string>().Select(name => result.Obs.Find(name)).OfType<DataColumn>();

    // A predicted cell is its control cell given the treatment.
    private object? Predicted(DataColumn role, int cell) =>
        role.Name == result.Request.Roles.Condition ? response!.Treatment : role.Name == result.Request.Roles.Dose ? response!.Dose : role.Labels[cell];

    // A column that nobody asked for is absent; one without a name would be taken for data.
    private static IReadOnlyList<object?> Chosen(DataColumn? column, object? label, Gene? gene, object? value) => (column, gene) switch
    {
        (null, null) => [],
        (_, null) => [label],
        (null, _) => [value],
        _ => [label, value],
    };

    /// <param name="Measured"><c>[cells]</c>.</param>
    /// <param name="Predicted"><c>[predicted cells]</c>; null when it cannot be decoded.</param>
    public sealed record Gene(string Name, float[] Measured, float[]? Predicted);
}
