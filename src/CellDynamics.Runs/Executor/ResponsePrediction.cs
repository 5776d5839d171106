using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Unstructured;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Populations;
using CellDynamics.Methods.Treatments;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;

namespace CellDynamics.Runs.Executor;

/// <summary>Asks the model of a finished treatment analysis how the cells of another file respond.</summary>
public sealed class ResponsePrediction
{
    private readonly RunFolder folder;
    private readonly List<string> warnings = [];

    /// <param name="folder">A finished run.</param>
    public ResponsePrediction(RunFolder folder) => this.folder = folder;

    /// <summary>Where methods are found by their id.</summary>
    internal Func<string, IInferenceMethod> Find { get; init; } = MethodCatalog.Find;

    /// <summary>What limits the prediction, one sentence each; filled while predicting.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>Predicted treated cells of every donor of the file.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="path">Where they are written as AnnData: coordinates, annotations, and expression where the coordinates can be decoded.</param>
    /// <param name="cancellation">Stops between donors.</param>
    /// <exception cref="RunException">There is no finished treatment analysis, or the file does not fit it.</exception>
    /// <exception cref="DatasetException">The file cannot be used.</exception>
    public IReadOnlyList<PredictedResponse> Write(ResponseQuestion question, string path, CancellationToken cancellation = default)
    {
        using AnnotatedData data = DatasetFile.Open(question.File);
        (IReadOnlyList<PredictedResponse> responses, IReadOnlyList<string?[]?> types) = Predict(data, question, cancellation);
        RepresentationModel? decoder = Decoder();
        DenseMatrix states = DenseMatrix.Stack([.. responses.Select(response => response.States)]);
        var facts = new Dictionary<string, UnsNode>
        {
            [ResultKeys.RunJson] = new UnsText(folder.ReadRequest().ToJson()),
            [ResultKeys.AppliedTo] = new UnsText(Path.GetFileName(question.File)),
            [ResultKeys.Warnings] = new UnsTexts([.. warnings]),
        };
        if (decoder is not null)
            facts[ResultKeys.XScale] = new UnsText(decoder.ExpressionScale);
        H5adWriter.Write(path, new H5adContent
        {
            Obs = Obs(data, responses, types),
            Var = decoder is null ? DataFrame.Numbered("gene_", 0) : new DataFrame("_index", decoder.Genes, []),
            X = decoder is null ? null : new MemoryMatrix(decoder.Decode(states)),
            Obsm = new Dictionary<string, DenseMatrix> { [ResultKeys.State] = states },
            Uns = new UnsGroup(new Dictionary<string, UnsNode> { [ResultKeys.Root] = new UnsGroup(facts) }),
        });
        return responses;
    }

    /// <summary>The same without a file; places are not rows of the analysis but of the other file.</summary>
    /// <exception cref="RunException">There is no finished treatment analysis, or the file does not fit it.</exception>
    /// <exception cref="DatasetException">The file cannot be used.</exception>
    public IReadOnlyList<PredictedResponse> Predict(ResponseQuestion question, CancellationToken cancellation = default)
    {
        using AnnotatedData data = DatasetFile.Open(question.File);
        return Predict(data, question, cancellation).Responses;
    }

    private (IReadOnlyList<PredictedResponse> Responses, IReadOnlyList<string?[]?> CellTypes) Predict(AnnotatedData data, ResponseQuestion question, CancellationToken cancellation)
    {
        RunRequest request = Prediction.RequireFinished(folder);
        if (Find(request.Method).Load(folder.Model) is not ITreatmentModel model)
            throw new RunException($"{folder.Root}, --apply: expected an analysis of treatments, found one by {request.Method}. Ask it with --at.");
        if (!model.Treatments.Contains(question.Treatment))
            throw new RunException($"{folder.Root}, --condition: expected a treatment that the analysis was trained on, found '{question.Treatment}'. {NearestName.Advice(question.Treatment, model.Treatments)}");
        IReadOnlyList<Population> controls = new AppliedFile(data, request, question, warnings.Add).Controls(Decoder(), Dimensions(), model, cancellation);
        // The whole population is what the model looks at, also where only some of its cells are wanted.
        var treated = new PopulationSet([.. controls.Select(control => Respond(model, control, question, cancellation))], "", ResultKeys.State);
        IReadOnlyList<Population> chosen = treated.AtMostEach(question.CellsPerDonor ?? int.MaxValue, question.Seed).Populations;
        IEnumerable<RangeCheck> ranges = controls.Select(control => model.CheckRange(control.States, control.CellTypes));
        if (question.CellsPerDonor is { } wanted && controls.Any(control => control.Count < wanted))
            warnings.Add($"Some donors have fewer than {NumberText.Grouped(wanted)} control cells: one cell is predicted for each of theirs.");
        return (
            [.. chosen.Zip(ranges, (cells, range) => new PredictedResponse(cells.Donor ?? "", question.Treatment, question.Dose, true, cells.Cells, cells.States, range))],
            [.. chosen.Select(cells => cells.CellTypes)]);
    }

    private static Population Respond(ITreatmentModel model, Population control, ResponseQuestion question, CancellationToken cancellation) => control with
    {
        States = model.Respond(new TreatmentQuery(control.States, question.Treatment) { Dose = question.Dose, CellTypes = control.CellTypes }, cancellation),
    };

    private static DataFrame Obs(AnnotatedData data, IReadOnlyList<PredictedResponse> responses, IReadOnlyList<string?[]?> types)
    {
        string[] Each(Func<PredictedResponse, string> value) => [.. responses.SelectMany(response => Enumerable.Repeat(value(response), response.Cells.Length))];
        double[] Numbers(Func<PredictedResponse, double> value) => [.. responses.SelectMany(response => Enumerable.Repeat(value(response), response.Cells.Length))];
        List<DataColumn> columns =
        [
            DataColumn.OfCategories(ResultKeys.Donor, Each(response => response.Donor)),
            DataColumn.OfCategories(ResultKeys.Condition, Each(response => response.Treatment)),
            DataColumn.OfTexts(ResultKeys.SourceName, [.. responses.SelectMany(response => response.Cells.Select(cell => data.Obs.Index[cell]))]),
            DataColumn.OfNumbers(ResultKeys.Distance, Numbers(response => response.Range.Distance)),
            DataColumn.OfNumbers(ResultKeys.Limit, Numbers(response => response.Range.Limit)),
            DataColumn.OfCategories(ResultKeys.RangeVerdict, Each(response => response.Range.Words)),
        ];
        if (responses.Any(response => response.Dose is not null))
            columns.Add(DataColumn.OfNumbers(ResultKeys.Dose, Numbers(response => response.Dose ?? double.NaN)));
        if (types.All(type => type is not null))
            columns.Add(DataColumn.OfCategories(ResultKeys.CellType, [.. types.SelectMany(type => type!)]));
        return DataFrame.Numbered("predicted_", responses.Sum(response => response.Cells.Length)) with { Columns = columns };
    }

    private RepresentationModel? Decoder() => RepresentationFolder.Exists(folder.Model) ? RepresentationFolder.Load(folder.Model) : null;

    private int Dimensions()
    {
        using AnnotatedData result = H5adReader.Open(folder.Result);
        return result.Embeddings.Single(embedding => embedding.Key == ResultKeys.State).Shape[1];
    }
}
