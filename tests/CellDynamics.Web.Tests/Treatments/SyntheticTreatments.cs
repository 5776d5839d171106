using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Responses;
using CellDynamics.Methods.Treatments;
using CellDynamics.Methods.Validation;
using CellDynamics.Methods.Validation.Donors;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results.Treatments;

namespace CellDynamics.Web.Tests.Treatments;

/// <summary>A seeded result of three donors, two treatments and two cell types with known shapes, as a run would have written it.</summary>
internal static class SyntheticTreatments
{
    public const int CellsPerGroup = 30;

    public static readonly string[] Donors = ["P1", "P2", "P3"], Conditions = ["Ref", "BCR-XL", "Drug <b>"], Types = ["B", "T"], Markers = ["pS6", "pErk", "=cmd|' /C calc'!A0"];

    private static readonly string[] Treatments = Conditions[1..];

    public static TreatmentResult Create()
    {
        int cells = Donors.Length * Conditions.Length * CellsPerGroup;
        float[] places = [.. Enumerable.Range(0, cells).SelectMany(cell => new[] { (float)(cell % 17 + 5 * ConditionOf(cell)), (float)(cell % 11 + 3 * TypeOf(cell)) })];
        return new TreatmentResult
        {
            Request = Request(), Outcome = new Outcome(true, "The fit settled after 3,000 steps."), Control = Conditions[0], Treatments = Treatments, Donors = Donors, CellTypes = Types,
            CellNames = [.. Enumerable.Range(0, cells).Select(cell => $"cell-{cell}")], Obs = Annotations(cells), GeneNames = Markers,
            Views =
            [
                new TreatmentView("pca", "PCA", ("PC 1 (40.0 % of variance)", "PC 2 (9.0 %)"), places, "Inferred cells are drawn where the model puts them."),
                new TreatmentView("umap", "UMAP", ("", ""), Array.ConvertAll(places, place => -place), "Distances between groups mean little."),
            ],
            Responses = [.. from donor in Donors from treatment in Treatments select Response(donor, treatment, places)],
            Dimensions = 3, Validation = Validation(), Statistics = Statistics(), History = [], Metrics = new Dictionary<string, double> { ["loss"] = 0.2 }, Scale = MatrixScale.Cytometry,
            Explanation = "Raw cytometry intensities, used as asinh(value / 5).", Warnings = ["Two donors have few B cells."],
        };
    }

    public static RunRequest Request() => new()
    {
        Method = "mfm", Name = "B-cell receptor stimulation", DatasetPath = "/nowhere/pbmc.h5ad", DatasetSha256 = new string('b', 64),
        Roles = new StudyRoles { Condition = "condition", Control = "Ref", Donor = "patient_id", CellType = "cell_type" },
        Parameters = new Dictionary<string, string> { ["steps"] = "3000" }, Version = "0.1.0 (mfm 1)", CreatedUtc = new DateTime(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc),
    };

    public static float[] Gene(TreatmentResult result, string marker) =>
        [.. Enumerable.Range(0, result.CellNames.Length).Select(cell => (float)(Array.IndexOf(Markers, marker) + ConditionOf(cell) + 0.01 * cell))];

    /// <summary>Score of one donor under every predictor: the worst and the best are known.</summary>
    public static readonly (string Predictor, double W2)[] Errors =
        [("no-change", 5.1), ("mean-shift", 4.4), ("pooled-treated", 4.1), ("one-hot-flow", 4.2), ("this-analysis", 4.0), ("oracle-mean-shift", 3.95), ("split-half", 3.9)];

    public static ResponseValidation Validation() => new(
        [.. from donor in Donors from treatment in Treatments from error in Errors from seed in error.Predictor == "this-analysis" ? new[] { 0, 1 } : [0]
            select new ResponseScore(donor, treatment, null, error.Predictor, seed, Errors3(error.W2 + 0.1 * seed + (donor == "P3" && error.Predictor == "this-analysis" ? 0.4 : 0)))],
        [new("no-change", -1, -1.2, -0.8), new("mean-shift", -0.3, -0.5, -0.1), new("pooled-treated", 0.05, -0.2, 0.3)],
        new Verdict(VerdictLevel.Mixed, "Better than the average shift, not than the pooled cells of the others.", "Patient P3 is predicted worst."), ["Coordinates are fitted without the left-out donor."]);

    private static ResponseErrors Errors3(double w2) => new(w2 * 0.95, w2, w2 / 100, w2 / 4, 0.7, 0.3, 0.2);

    private static int ConditionOf(int cell) => cell / CellsPerGroup % Conditions.Length;

    private static int TypeOf(int cell) => cell % 3 == 0 ? 0 : 1;

    private static string DonorOf(int cell) => Donors[cell / (CellsPerGroup * Conditions.Length)];

    private static StoredResponse Response(string donor, string treatment, float[] places)
    {
        int[] cells = [.. Enumerable.Range(0, places.Length / 2).Where(cell => DonorOf(cell) == donor && ConditionOf(cell) == 0)];
        float[] moved = [.. cells.SelectMany(cell => new[] { places[2 * cell] + 5, places[2 * cell + 1] })];
        return new StoredResponse(donor, treatment, null, donor != "P2", cells, new float[cells.Length * 3],
            new Dictionary<string, float[]> { ["pca"] = moved, ["umap"] = Array.ConvertAll(moved, place => -place) }, new RangeCheck(donor == "P3" ? 2.5 : 0.5, 1, "P1"));
    }

    private static DataFrame Annotations(int cells)
    {
        int[] all = [.. Enumerable.Range(0, cells)];
        return new DataFrame("cell", [.. all.Select(cell => $"cell-{cell}")],
        [
            DataColumn.OfCategories("condition", [.. all.Select(cell => Conditions[ConditionOf(cell)])]),
            DataColumn.OfCategories("patient_id", [.. all.Select(DonorOf)]),
            DataColumn.OfCategories("cell_type", [.. all.Select(cell => Types[TypeOf(cell)])]),
            DataColumn.OfNumbers("time_min", [.. all.Select(cell => ConditionOf(cell) == 0 ? 0.0 : 30.0)]),
        ]);
    }

    private static ResponseStatistics Statistics() => new(
        [.. from treatment in Treatments from type in Types.Prepend("") from donor in Donors
            select new ResponseSize(treatment, null, type, donor, 30, type == "T" && donor == "P3" ? 9 : 30, (type == "B" ? 2 : 0.5) * (treatment == "BCR-XL" ? 1 : 0.2) + 0.1 * Array.IndexOf(Donors, donor), 0.005, 0.1, 0.01)],
        [new("BCR-XL", null, "B", [.. Donors.Select(donor => new DonorShares(donor, 0.3, 0.2))], Math.Log(2 / 3.0), 0.02, 0.04), new("BCR-XL", null, "T", [.. Donors.Select(donor => new DonorShares(donor, 0.7, 0.8))], 0.13, 0.2, 0.2)],
        [.. from treatment in Treatments from type in Types.Prepend("") from marker in Markers.Index()
            select new MarkerShift(treatment, null, type, marker.Item, [.. Donors.Select(donor => new DonorChange(donor, marker.Index == 1 ? -0.4 : 1.5))], marker.Index == 1 ? -0.4 : type == "B" ? 1.5 : 0.3, -0.6, 1.7, 0.001, 0.01, marker.Index < 2)],
        [.. from treatment in Treatments from donor in Donors select new ResponderShare(treatment, null, "", donor, 0.5, 0.3, 0.2, 1.5, 3, [0, 1, 2, 3, 4], [0.7, 0.25, 0.05, 0], [0.1, 0.1, 0.3, 0.5])],
        [.. from donor in Donors from treatment in Treatments.Index() select new TreatmentRank(donor, treatment.Item, null, 2 - treatment.Index, 1.5, 2.5, treatment.Index + 1, 1, 2)],
        [new("BCR-XL", null, "P1", "P2", 0.9), new("BCR-XL", null, "P1", "P3", -0.2), new("BCR-XL", null, "P2", "P3", 0.1)], true, ["Cells were thinned to 2,000 per donor."]);
}
