using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Treatments;
using CellDynamics.Methods.Validation.Donors;
using CellDynamics.Runs.Predictions;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Web.Features.ResponseCharts;
using CellDynamics.Web.Features.Trajectories;

namespace CellDynamics.Web.Features.Treatments;

/// <summary>What speaks for and against what the page shows of a donor.</summary>
internal static class TreatmentChecks
{
    /// <param name="result">The result.</param>
    /// <param name="response">The prediction that is shown; null for none or for all donors.</param>
    /// <param name="sample">Donors of a new sample that is shown in the place of the study's.</param>
    public static IReadOnlyList<TrustCheck> All(TreatmentResult result, StoredResponse? response, IReadOnlyList<SampleDonor> sample)
    {
        List<TrustCheck> checks = [.. sample.Select(donor => InRange(donor.Name.Length > 0 ? donor.Name : "The new sample", donor.Range)), Donors(result)];
        if (response is not null)
            checks.AddRange(OfDonor(result, response));
        if (Confounded(result) is { } confounded)
            checks.Add(confounded);
        checks.Add(result.Outcome.HasConverged ? new(TrustKind.Fine, result.Outcome.Message) : new(TrustKind.Warning, $"{result.Outcome.Message} {result.Outcome.Advice}".Trim()));
        checks.AddRange(result.Warnings.Select(warning => new TrustCheck(TrustKind.Warning, warning)));
        checks.Add(Evidence(result));
        checks.AddRange(result.Statistics.Notes.Concat(result.Validation?.Notes ?? []).Select(note => new TrustCheck(TrustKind.Note, note)));
        return [.. checks.DistinctBy(check => check.Text)];
    }

    private static TrustCheck Donors(TreatmentResult result)
    {
        string word = TreatmentModel.WordOf(result).ToLowerInvariant();
        // Donors of whom only control cells exist are predicted, but no test counts them.
        int paired = result.Statistics.Sizes.Select(size => size.Donor).Distinct().Count(), measured = paired == 0 ? result.Donors.Count : Math.Min(paired, result.Donors.Count);
        return measured > 1
            ? new(TrustKind.Fine, $"{measured} {word}s: the {word} is the unit of every test.")
            : new(TrustKind.Warning, $"{(word.Length > 0 ? $"One {word}" : "No donor column")}: no replicate, descriptive only. Results describe these cells, not people.");
    }

    private static IEnumerable<TrustCheck> OfDonor(TreatmentResult result, StoredResponse response)
    {
        string who = response.Donor.Length > 0 ? TreatmentModel.NameOf(TreatmentModel.WordOf(result), response.Donor) : "This sample";
        yield return InRange(who, response.Range);
        if (!response.IsHeldOut)
            yield return new(TrustKind.Warning, $"{who} was part of the training: the prediction shows the fit, not what a new donor would get.");
        if (Winner(result, response) is { } winner)
            yield return new(TrustKind.Warning, winner);
    }

    private static TrustCheck InRange(string who, RangeCheck range) => range.IsInside
        ? new(TrustKind.Fine, $"{who} lies within the training range.")
        : new(TrustKind.Warning, $"{who} lies outside the training range: treat the prediction as a hypothesis.");

    /// <summary>Says so where a simpler guess predicts this donor better.</summary>
    private static string? Winner(TreatmentResult result, StoredResponse response)
    {
        ResponseScore[] rows = [.. result.Validation?.Rows.Where(row => row.Donor == response.Donor && row.Treatment == response.Treatment && row.Dose == response.Dose) ?? []];
        double own = DonorScores.Mean(rows, ResponsePredictors.ThisAnalysis, errors => errors.W2);
        (string Name, double Error)? best = rows.Select(row => row.Predictor).Distinct().Where(id => id != ResponsePredictors.ThisAnalysis && !ResponsePredictors.KnowsTheAnswer(id))
            .Select(id => ((string, double)?)(DonorScores.NameOf(id), DonorScores.Mean(rows, id, errors => errors.W2))).OrderBy(entry => entry!.Value.Item2).FirstOrDefault();
        return best is { } found && found.Error < own
            ? $"A simpler guess predicts this donor better: {found.Name.ToLowerInvariant()} (W2 {ChartNumbers.Tidy(found.Error)} against {ChartNumbers.Tidy(own)})."
            : null;
    }

    /// <summary>A time that takes one value per condition and different ones between conditions changes together with the treatment.</summary>
    private static TrustCheck? Confounded(TreatmentResult result)
    {
        if (result.Obs.Find(result.Request.Roles.Condition ?? "") is not { } condition)
            return null;
        foreach (DataColumn time in result.Obs.Columns.Where(column => column.Name == result.Request.Roles.Time || column.Name.Contains("time", StringComparison.OrdinalIgnoreCase)))
        {
            var values = condition.Labels.Zip(time.Labels).Where(pair => pair.First is not null && pair.Second is not null).Distinct().ToLookup(pair => pair.First!, pair => pair.Second!);
            string[] treated = [.. result.Treatments.Where(values.Contains)];
            bool isTied = values[result.Control].Count() == 1 && treated.Length > 0 && treated.All(name => values[name].Count() == 1 && values[name].Single() != values[result.Control].Single());
            if (isTied)
                return new(TrustKind.Warning, $"Control is {values[result.Control].Single()}, treated {string.Join(", ", treated.Select(name => values[name].Single()).Distinct().Take(4))} in {time.Name}: time and treatment cannot be told apart.");
        }
        return null;
    }

    private static TrustCheck Evidence(TreatmentResult result)
    {
        const string Published = "43 protein markers by mass cytometry, 11 treatments, organoids with fibroblasts";
        return result.Scale == MatrixScale.Cytometry
            ? new(TrustKind.Note, $"The method was published on {Published}.")
            : new(TrustKind.Warning, $"The method was published on {Published}, not on transcriptomes: rely on the left-out donors here, not on its reputation.");
    }
}
