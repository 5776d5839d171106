using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.TreatmentData;

/// <summary>What a column means for a comparison, as places in the lists of the result: independent of how the file wrote it.</summary>
internal static class RoleCodes
{
    /// <param name="result">The result.</param>
    /// <param name="role"><c>condition</c> (0: control, 1…: treatments), <c>donor</c>, <c>type</c> or <c>dose</c> (the dose itself).</param>
    /// <returns>NaN where a cell has none, <c>[cells]</c>; 0 for every cell in a study without the column.</returns>
    /// <exception cref="KeyNotFoundException">No such role.</exception>
    public static float[] Of(TreatmentResult result, string role)
    {
        StudyRoles roles = result.Request.Roles;
        return role switch
        {
            "condition" => Codes(result, roles.Condition, [result.Control, .. result.Treatments]),
            "donor" => Codes(result, roles.Donor, result.Donors),
            "type" => Codes(result, roles.CellType, result.CellTypes),
            "dose" => result.Obs.Find(roles.Dose ?? "")?.Numbers is { } doses ? FloatBody.From(doses) : Everywhere(result, float.NaN),
            _ => throw new KeyNotFoundException($"There is no role called {role}; there are condition, donor, type and dose."),
        };
    }

    private static float[] Codes(TreatmentResult result, string? column, IReadOnlyList<string> names)
    {
        if (column is null || result.Obs.Find(column) is not { } found)
            return Everywhere(result, 0);
        Dictionary<string, float> codes = names.Index().ToDictionary(entry => entry.Item, entry => (float)entry.Index);
        return Array.ConvertAll(found.Labels, label => label is not null && codes.TryGetValue(label, out float code) ? code : float.NaN);
    }

    private static float[] Everywhere(TreatmentResult result, float value)
    {
        float[] values = new float[result.CellNames.Length];
        Array.Fill(values, value);
        return values;
    }
}
