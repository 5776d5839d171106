using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Populations;
using CellDynamics.Methods.Responses;
using CellDynamics.Methods.Treatments;
using CellDynamics.Methods.Validation.Donors;
using CellDynamics.Runs.Results.Treatments;

namespace CellDynamics.Runs.Executor;

/// <summary>Leaves donors out, in coordinates that they had no part in where that is possible.</summary>
/// <param name="run">The run.</param>
/// <param name="whole">Coordinates of the delivered model.</param>
/// <param name="options">As those were made with.</param>
/// <param name="cellsWithout">Cells that remain without some donors; null for all.</param>
internal sealed class DonorTest(OpenRun run, Representation whole, RepresentationOptions options, Func<IReadOnlyList<string>, int[]?> cellsWithout)
{
    private const string FoldsState = "donor-folds";

    private readonly Dictionary<string, RepresentationModel> modelWithout = [];
    private readonly RunContext context = run.Context;
    private readonly Dictionary<string, string[]> leftOutWith = [];

    /// <summary>A panel keeps all of its markers: its coordinates are the values, only turned, whoever is left out.</summary>
    private bool IsPanel => whole.Model is { Loadings: { } loadings } && loadings.Rows == loadings.Columns;

    private bool IsRefit => whole.Model is { CanProject: true, Loadings: not null } && !IsPanel && run.Request.HoldOutDonors.Count == 0;

    /// <summary>Null when it was switched off, or when there is only one donor.</summary>
    /// <param name="donors">With control and treated cells.</param>
    public ResponseValidation? Validate(IReadOnlyList<string> donors)
    {
        if (donors.Count < 2)
            run.Warn($"One donor, {ResponseAnalysis.NoReplicate}. Nothing says how well the response of another donor is predicted.");
        if (!run.Request.Validation || donors.Count < 2)
            return null;
        if (context.Checkpoint!.Read(FoldsState) is { } kept)
            foreach ((string donor, string[] together) in JsonSerializer.Deserialize<Dictionary<string, string[]>>(kept)!)
                leftOutWith[donor] = together;
        var test = new LeaveDonorsOut(run.Method, run.Parameters, Represent, context, run.Baselines);
        ResponseValidation found = test.Run(donors, [.. run.Request.HoldOutDonors.Intersect(donors)], run.Request.ValidationSeeds);
        return found with { Notes = [.. found.Notes, Basis()] };
    }

    /// <summary>Predictions of the folds in the coordinates of the delivered model.</summary>
    public IEnumerable<PredictedResponse> Carried(IEnumerable<PredictedResponse> predictions) =>
        IsRefit ? predictions.Select(prediction => prediction with { States = whole.Model!.Carry(prediction.States, ModelWithout(prediction.Donor)) }) : predictions;

    private PopulationSet Represent(IReadOnlyList<string> leftOut)
    {
        Representation representation = whole;
        if (IsRefit)
        {
            representation = Build(leftOut);
            foreach (string donor in leftOut)
                (modelWithout[donor], leftOutWith[donor]) = (representation.Model!, [.. leftOut]);
            context.Checkpoint!.Write(FoldsState, JsonSerializer.SerializeToUtf8Bytes(leftOutWith));
        }
        return StudyPopulations.OfTreatments(run.Study, representation.States, representation.Key).AtMostEach(StoredResponses.MostCells, run.Request.Seed);
    }

    /// <summary>Made again where a resumed test did not need it, without all donors that were left out together.</summary>
    private RepresentationModel ModelWithout(string donor)
    {
        if (modelWithout.TryGetValue(donor, out RepresentationModel? model))
            return model;
        string[] together = leftOutWith[donor];
        model = Build(together).Model!;
        foreach (string other in together)
            modelWithout[other] = model;
        return model;
    }

    private Representation Build(IReadOnlyList<string> leftOut) => Representation.Build(run.Study, cellsWithout(leftOut), options, run.Cancellation);

    private string Basis() =>
        run.Study.Roles.Use == StudyRoles.UseMatrix ? "The values are used as they are: nothing was fitted to the left-out donors."
        : IsPanel ? "All markers of the panel are used: nothing was fitted to the left-out donors."
        : whole.Model?.CanProject == true ? "Genes and principal components are chosen anew without the left-out donors."
        : "The coordinates came with the file; left-out donors had a part in them, which flatters every score alike.";
}
