using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Responses;
using CellDynamics.Runs.Results;
using CellDynamics.Runs.Results.Treatments;

namespace CellDynamics.Web.Features.Treatments;

/// <summary>What the script of the page needs to know before it fetches any numbers; no array of cells is in it.</summary>
/// <param name="Run">Id of the run.</param>
/// <param name="Name">Title of the analysis.</param>
/// <param name="Method">Name of the method, for the foot of exported figures.</param>
/// <param name="Treatment">The one shown when the address names none.</param>
/// <param name="Doses">Treatment → its doses, ascending; empty lists without doses.</param>
/// <param name="Donor">The one shown when the address names none: one that was left out of training where there is one.</param>
/// <param name="DonorWord">As the study calls a donor, with a capital; empty in a study without donors.</param>
/// <param name="Color">What cells are coloured by when the address says nothing.</param>
/// <param name="Unit">Of markers.</param>
/// <param name="Parts">Names of the parts below, the first shown.</param>
/// <param name="Verdict">One sentence.</param>
public sealed record TreatmentModel(
    string Run, string Name, string Method, string Control, IReadOnlyList<string> Treatments, string Treatment, IReadOnlyDictionary<string, double[]> Doses,
    IReadOnlyList<string> Donors, string Donor, string DonorWord, IReadOnlyList<string> Types, IReadOnlyList<TreatmentModel.View> Views,
    IReadOnlyList<TreatmentModel.Response> Responses, string Color, string Unit, IReadOnlyList<string> Parts, string Verdict)
{
    public static TreatmentModel Of(Guid run, TreatmentResult result, MethodDescriptor? method, IReadOnlyList<string> parts)
    {
        string treatment = Strongest(result) ?? (result.Treatments.Count > 0 ? result.Treatments[0] : "");
        return new(
            run.ToString(), result.Request.Name, method?.Name ?? result.Request.Method, result.Control, result.Treatments, treatment,
            result.Treatments.ToDictionary(name => name, name => DosesOf(result, name)), result.Donors,
            FirstDonor(result),
            WordOf(result), result.CellTypes, [.. result.Views.Select(view => new View(view.Key, view.Name, view.AxisNames.X, view.AxisNames.Y, view.Note))],
            [.. result.Responses.Index().Select(entry => new Response(entry.Index, entry.Item.Donor, entry.Item.Treatment, entry.Item.Dose, entry.Item.IsHeldOut, !entry.Item.Range.IsInside, entry.Item.Cells.Length))],
            (ResponseAnswer.Marker(result, treatment, HighestDose(DosesOf(result, treatment)))?.Marker ?? (result.GeneNames.Count > 0 ? result.GeneNames[0] : null)) is { } marker ? $"gene:{marker}" : "type", GeneScale.Unit(result.Scale), parts, result.Validation?.Verdict.Headline ?? "");
    }

    /// <summary>"Patient" where the column calls them so.</summary>
    public static string WordOf(TreatmentResult result) => result.Request.Roles.Donor switch
    {
        null => "",
        { } column when column.Contains("patient", StringComparison.OrdinalIgnoreCase) => "Patient",
        { } column when column.Contains("mouse", StringComparison.OrdinalIgnoreCase) => "Mouse",
        _ => "Donor",
    };

    /// <summary>"Patient 3"; a name that already says what it is stands for itself: "Patient3".</summary>
    public static string NameOf(string word, string donor) => donor.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? donor : $"{word} {donor}";

    /// <summary>The dose shown first; null without doses.</summary>
    internal static double? HighestDose(double[]? doses) => doses is [.., double highest] ? highest : null;

    private static double[] DosesOf(TreatmentResult result, string treatment) =>
        [.. result.Responses.Where(one => one.Treatment == treatment).Select(one => one.Dose).Concat(result.Statistics.Sizes.Where(size => size.Treatment == treatment).Select(size => size.Dose))
            .OfType<double>().Distinct().Order()];

    private static string? Strongest(TreatmentResult result) => result.Statistics.Sizes.Where(size => size.CellType == ResponseStatistics.AllCells)
        .GroupBy(size => size.Treatment).OrderByDescending(group => group.Average(size => size.Energy)).FirstOrDefault()?.Key;

    private static string FirstDonor(TreatmentResult result) =>
        result.Responses.OrderByDescending(one => one.IsHeldOut).Select(one => one.Donor).FirstOrDefault() ?? (result.Donors.Count > 0 ? result.Donors[0] : "");

    public sealed record View(string Key, string Name, string XAxis, string YAxis, string Note);

    /// <param name="Index">Place in the result.</param>
    /// <param name="Outside">Outside the training range.</param>
    /// <param name="Cells">Number of predicted cells.</param>
    public sealed record Response(int Index, string Donor, string Treatment, double? Dose, bool HeldOut, bool Outside, int Cells);
}

/// <summary>What a person has chosen to see; the script keeps the truth in the address.</summary>
/// <param name="Donor">Null for all.</param>
/// <param name="Types">Empty for all.</param>
/// <param name="Color"><c>gene:NAME</c>, <c>type</c> or <c>donor</c>.</param>
/// <param name="Show"><c>cells</c> or <c>difference</c>.</param>
/// <param name="Part">Which part below is open.</param>
/// <param name="Prediction">Id of a predicted sample, or null.</param>
/// <param name="Sample">Donor of that sample; null for all.</param>
public sealed record TreatmentChoice(
    string? View, string Treatment, double? Dose, string? Donor, string[] Types, string Color, string Show, string Contrast, string Part, string? Prediction, string? Sample)
{
    public static TreatmentChoice Of(TreatmentModel model) => new(
        model.Views.Count > 0 ? model.Views[0].Key : null, model.Treatment, TreatmentModel.HighestDose(model.Doses.GetValueOrDefault(model.Treatment)),
        model.Donor, [], model.Color, "cells", "predicted-control", model.Parts[0], null, null);

    public string? Gene => Color.StartsWith("gene:", StringComparison.Ordinal) ? Color[5..] : null;
}
