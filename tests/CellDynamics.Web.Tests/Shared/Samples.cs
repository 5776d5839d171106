using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Datasets;

namespace CellDynamics.Web.Tests.Shared;

/// <summary>What the check of a small file found.</summary>
internal static class Samples
{
    /// <summary>In every place where a file may bring words of its own.</summary>
    public const string Script = "<script>alert(1)</script>";

    public static DatasetSummary Summary(int times = 3) => new(
        "{}", new StudyRoles { Time = "Hours" }, [new("Hours", "integer", ["0", "24", "48"], times), new(Script, "categorical", ["a", "b"], 2)],
        [.. Enumerable.Range(0, times).Select(i => new TimePointSummary(24 * i, $"{24 * i}", 100 - i))], "h",
        null, "linear (FPKM, TPM)", "Ready for trajectories: 3 time points, 297 cells.", true, [new("warning", "/obs", "medium", $"Medium {Script} changes with time.", "")],
        [0, 0, 1, 1, 2, 2, 3, 3], [0, 24, 48, 48], "PCA")
    {
        Cells = 297, Genes = 1000,
    };

    /// <summary>Of a screen without times: three donors, control and two treatments.</summary>
    public static DatasetSummary Screen(string? control = "Ref") => new(
        "{}", new StudyRoles { Condition = "stim", Control = control, Donor = "patient" },
        [new("stim", "categorical", ["Ref", "LPS", "BCR"], 3), new("patient", "categorical", ["P1", "P2", "P3"], 3)], [], "",
        null, "Cytometry intensities.", "Ready for treatment response: 3 donors, LPS, BCR against Ref, 297 cells; donors will be held out.", true, [], [0, 0, 1, 1], [double.NaN, double.NaN], "PCA")
    {
        Cells = 297, Genes = 24,
        Questions =
        [
            new("sbirr", false, "Not ready for trajectories: no column of sampling times was recognised."),
            new("mfm", true, "Ready for treatment response: 3 donors, LPS, BCR against Ref, 297 cells; donors will be held out."),
        ],
    };
}
