using System.Text.Json.Serialization;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Doctor;

/// <summary>Sampling times under the suggested or given roles.</summary>
/// <param name="Column">Null where no column was recognised.</param>
/// <param name="Unit">Empty where unknown.</param>
/// <param name="Points">Ascending; empty where the column cannot be used.</param>
/// <param name="Notes">Conversions, missing and unused values.</param>
/// <param name="Problem">Why the column cannot be used, or null.</param>
public sealed record TimeReport(string? Column, string Unit, IReadOnlyList<TimePoint> Points, IReadOnlyList<string> Notes, string? Problem)
{
    [JsonIgnore]
    internal TimeAxisException? Error { get; private init; }

    internal static (TimeReport Report, TimeAxis? Axis) Of(DataColumn? column, bool areFollowed)
    {
        if (column is null)
            return (new TimeReport(null, "", [], [], null), null);
        try
        {
            TimeAxis axis = TimeAxis.Parse(column, areFollowed);
            return (new TimeReport(column.Name, axis.Unit, axis.Points, axis.Notes, null), axis);
        }
        catch (TimeAxisException error)
        {
            return (new TimeReport(column.Name, "", [], [], error.Message) { Error = error }, null);
        }
    }
}
