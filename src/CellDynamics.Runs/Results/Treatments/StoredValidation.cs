using CellDynamics.Data.Unstructured;
using CellDynamics.Methods.Validation.Donors;

namespace CellDynamics.Runs.Results.Treatments;

/// <summary>Scores of left-out donors as groups of columns. Predictions stand with the responses.</summary>
internal static class StoredValidation
{
    public static UnsGroup Write(ResponseValidation validation) => ResultWriter.Group(
        (ResultKeys.Rows, Rows(validation.Rows)),
        (ResultKeys.Differences, new ResultColumns<ResponseDifference>(validation.Differences)
            .Texts(ResultKeys.Baseline, row => row.Baseline).Numbers(ResultKeys.Mean, row => row.Mean)
            .Numbers(ResultKeys.Low, row => row.Low).Numbers(ResultKeys.High, row => row.High).Group()),
        (ResultKeys.Verdict, ResultWriter.Verdict(validation.Verdict)),
        (ResultKeys.Notes, new UnsTexts([.. validation.Notes])));

    public static ResponseValidation Read(ResultSection section)
    {
        ResultRows rows = new(section.Below(ResultKeys.Rows)), differences = new(section.Below(ResultKeys.Differences));
        return new ResponseValidation(
            rows.Read(ResultKeys.Treatment, i => new ResponseScore(
                rows.Text(ResultKeys.Donor, i), rows.Text(ResultKeys.Treatment, i), rows.Dose(i), rows.Text(ResultKeys.Predictor, i), rows.Integer(ResultKeys.Seed, i), Errors(rows, i))),
            differences.Read(ResultKeys.Baseline, i => new ResponseDifference(
                differences.Text(ResultKeys.Baseline, i), differences.Number(ResultKeys.Mean, i), differences.Number(ResultKeys.Low, i), differences.Number(ResultKeys.High, i))),
            ResultReader.Verdict(section.Below(ResultKeys.Verdict)),
            section.Texts(ResultKeys.Notes));
    }

    private static UnsGroup Rows(IReadOnlyList<ResponseScore> rows) => new ResultColumns<ResponseScore>(rows)
        .Texts(ResultKeys.Donor, row => row.Donor).Texts(ResultKeys.Treatment, row => row.Treatment).Doses(row => row.Dose)
        .Texts(ResultKeys.Predictor, row => row.Predictor).Integers(ResultKeys.Seed, row => row.Seed)
        .Numbers(ResultKeys.W1, row => row.Errors.W1).Numbers(ResultKeys.W2, row => row.Errors.W2)
        .Numbers(ResultKeys.Mmd, row => row.Errors.Mmd).Numbers(ResultKeys.Energy, row => row.Errors.Energy)
        .Numbers(ResultKeys.Correlation, row => row.Errors.Correlation).Numbers(ResultKeys.MeanError, row => row.Errors.MeanError)
        .Numbers(ResultKeys.QuantileError, row => row.Errors.QuantileError).Group();

    private static ResponseErrors Errors(ResultRows rows, int i) => new(
        rows.Number(ResultKeys.W1, i), rows.Number(ResultKeys.W2, i), rows.Number(ResultKeys.Mmd, i), rows.Number(ResultKeys.Energy, i),
        rows.Number(ResultKeys.Correlation, i), rows.Number(ResultKeys.MeanError, i), rows.Number(ResultKeys.QuantileError, i));
}
