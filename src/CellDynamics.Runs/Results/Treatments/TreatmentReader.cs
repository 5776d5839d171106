using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results.Treatments;

/// <summary>Reads what <see cref="TreatmentWriter"/> wrote.</summary>
public static class TreatmentReader
{
    /// <exception cref="DatasetFileException">The file is not a treatment result of this version or lacks a part; the message names the place.</exception>
    public static TreatmentResult Read(string path) => ReadWithGenes(path).Result;

    /// <summary>Whether a result is one of treatments; false of one through time.</summary>
    /// <exception cref="DatasetFileException">The file is no result.</exception>
    public static bool IsTreatment(string path)
    {
        using AnnotatedData file = H5adReader.Open(path);
        return ResultReader.Root(file, path).Has(ResultKeys.Treatments);
    }

    /// <summary>Also the annotations of the genes.</summary>
    internal static (TreatmentResult Result, DataFrame Genes) ReadWithGenes(string path)
    {
        using AnnotatedData file = H5adReader.Open(path);
        return (Read(file, path), file.Var);
    }

    private static TreatmentResult Read(AnnotatedData file, string path)
    {
        ResultSection root = ResultReader.Root(file, path), treatments = root.Below(ResultKeys.Treatments);
        if (!root.Has(ResultKeys.Treatments))
            throw new DatasetFileException(path, $"/uns/{ResultKeys.Root}", "an analysis of treatments", root.Has(ResultKeys.Network) ? "one of gene networks" : "one through time", "Open it on the page of its own question; predict --at asks one through time.");
        string[] donors = treatments.Texts(ResultKeys.Donors);
        (TreatmentView[] views, Dictionary<string, float[]> places) = Views(file, root);
        return new TreatmentResult
        {
            Request = RunRequest.FromJson(root.Text(ResultKeys.RunJson), path),
            Outcome = ResultReader.Outcome(root.Below(ResultKeys.Outcome)),
            Control = treatments.Text(ResultKeys.Control),
            Treatments = treatments.Texts(ResultKeys.Names),
            Donors = donors,
            CellTypes = treatments.Texts(ResultKeys.CellTypes),
            CellNames = file.Obs.Index,
            Obs = file.Obs,
            GeneNames = new GeneNames(file.Var).Symbols,
            Views = views,
            Responses = StoredResponses.Read(root.Below(ResultKeys.Responses), places),
            Dimensions = root.Below(ResultKeys.Responses).Array(ResultKeys.States).Shape[1],
            Validation = root.Has(ResultKeys.Validation) ? StoredValidation.Read(root.Below(ResultKeys.Validation)) : null,
            Statistics = StatisticsReader.Read(root.Below(ResultKeys.Statistics), donors),
            History = ResultReader.History(root.Below(ResultKeys.History)),
            Metrics = root.Numbers(ResultKeys.Metrics),
            Scale = Enum.Parse<MatrixScale>(root.Text(ResultKeys.Scale)),
            Explanation = root.Text(ResultKeys.Explanation),
            Warnings = root.Texts(ResultKeys.Warnings),
        };
    }

    private static (TreatmentView[] Views, Dictionary<string, float[]> Predicted) Views(AnnotatedData file, ResultSection root)
    {
        var views = new List<TreatmentView>();
        var predicted = new Dictionary<string, float[]>();
        foreach (string key in file.UnsChildren($"{ResultKeys.Root}/{ResultKeys.Views}"))
        {
            ResultSection view = root.Below($"{ResultKeys.Views}/{key}");
            string[] axes = view.Texts(ResultKeys.ViewAxes);
            float[] cells = Array.ConvertAll(file.ReadObsm(ResultKeys.View(key)).Values, x => (float)x);
            views.Add(new TreatmentView(key, view.Text(ResultKeys.ViewName), (axes[0], axes[1]), cells, view.Text(ResultKeys.ViewNote)));
            predicted[key] = view.Array(ResultKeys.ViewPredicted).AsFloats();
        }
        // Linear views first: they place predicted cells exactly where the model puts them.
        return ([.. views.OrderBy(view => view.AxisNames.X.Length == 0)], predicted);
    }
}
