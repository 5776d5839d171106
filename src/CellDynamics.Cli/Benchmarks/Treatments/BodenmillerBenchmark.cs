using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.MetaFlowMatching;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Populations;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Cli.Benchmarks.Treatments;

/// <summary>Blood cells of eight patients, resting and with the B-cell receptor cross-linked: each patient is predicted from the other seven.</summary>
internal sealed class BodenmillerBenchmark : IBenchmark
{
    private const double LargestGap = 0.02, MostSeconds = 300;
    private const string Mfm = "mfm";

    public string Name => "bodenmiller";

    public string Summary => "Response of a left-out patient's blood cells (mass cytometry, --data bodenmiller_bcrxl_8patients.h5ad), MFM beside its baselines.";

    public BenchmarkReport Run(BenchmarkRequest request)
    {
        string file = request.Data ?? throw new Runs.Execution.RunException("benchmark bodenmiller: expected --data FILE with the eight patients (columns condition and patient_id, control Ref), found none. Name the file.");
        TrialFold[] folds = Folds(file);
        if (request.IsQuick)
            folds = folds[..2];
        int seeds = request.IsQuick ? 1 : 5;
        var settings = new MfmParameters { Steps = request.IsQuick ? 100 : new MfmParameters().Steps };
        Contender[] contenders = [.. Contender.Baselines, Contender.Mfm(Mfm, settings)];
        string[] baselines = [.. Contender.Baselines.Select(baseline => baseline.Name)];
        var tables = new TrialTables(TrialRunner.Run(contenders, folds, settings, seeds, request), [.. contenders.Select(c => c.Name), Contender.Oracle, Contender.Ceiling]);
        string best = baselines.MinBy(tables.Mean)!;
        return new BenchmarkReport(
            Name,
            $"asinh(x/5), all 24 markers, all cells; every patient predicted by a training on the {(request.IsQuick ? "other" : "seven other")} patients, {seeds} seed(s); distances divided by the mean standard deviation of the training cells (mfm 9.2). "
            + $"MFM as it comes: encoder {settings.Encoder}, {settings.Coupling}, {settings.Steps} steps.",
            [tables.Scores("Mean over patients"), tables.ByDonor("W2 by left-out patient"), tables.Differences("W2 of mfm minus each baseline", Mfm, baselines)],
            request.IsQuick ? [] : Goals(tables, best), Notes(tables, best));
    }

    private static TrialFold[] Folds(string file)
    {
        using AnnotatedData data = H5adReader.Open(file);
        var study = new Study(data, new StudyRoles { Condition = "condition", Control = "Ref", Donor = "patient_id", IsCytometry = true });
        Representation representation = Representation.Build(study);
        // In the markers themselves, not their rotation: CellOT depends on the axes, and is the stronger for it.
        IReadOnlyList<TreatmentPair> pairs = TreatmentPairs.Of(StudyPopulations.OfTreatments(study, representation.Model!.Decode(representation.States), StudyRoles.UseMatrix), "Ref");
        return [.. pairs.Select(pair => TrialFold.Of(pair.Donor, [.. pairs.Where(other => other.Donor != pair.Donor)], [pair]))];
    }

    private static BenchmarkGoal[] Goals(TrialTables tables, string best)
    {
        DonorBootstrap gap = tables.Difference(Mfm, best);
        return
        [
            BenchmarkGoal.AtMost($"95 % upper bound over patients of W2, mfm minus the best baseline ({best}), at most {LargestGap}", gap.High, LargestGap),
            BenchmarkGoal.SecondsAtMost($"training on seven patients, slowest, at most {MostSeconds} s", tables.MostSeconds(Mfm), MostSeconds),
        ];
    }

    private static string[] Notes(TrialTables tables, string best) =>
    [
        tables.Mean(Mfm) <= tables.Mean(best) ? $"The best baseline is {best}; mfm is nearer." : $"A baseline wins: {best} is nearer to the truth than mfm by {tables.Mean(Mfm) - tables.Mean(best):0.000}.",
        "The control is 0 minutes and the treated 30: time and treatment cannot be told apart. Every predictor works in the 24 markers as they are; the product works in their principal components, a rotation.",
        "The oracle knows the mean of the very patient; the split-half ceiling compares halves, which overstates the distance that could be reached.",
    ];
}
