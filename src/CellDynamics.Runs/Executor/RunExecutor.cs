using System.Globalization;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Embedding;
using CellDynamics.Methods.Populations;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;

namespace CellDynamics.Runs.Executor;

/// <summary>The work of a child process: from a request and a file to an unpublished result and model.</summary>
public sealed class RunExecutor
{
    /// <summary>More cells of one time point tell a fit little more and cost it their square.</summary>
    public const int MostCellsPerTime = 2000;

    private readonly RunFolder folder;
    private readonly int attempt;
    private readonly RunJournal journal;
    private readonly CancellationToken cancellation;
    private readonly List<string> warnings = [];

    /// <param name="folder">With <c>run.json</c>.</param>
    /// <param name="attempt">Number of the attempt, whose folder exists.</param>
    /// <param name="journal">Hears of every step.</param>
    /// <param name="cancellation">Asked at every step.</param>
    public RunExecutor(RunFolder folder, int attempt, RunJournal journal, CancellationToken cancellation)
    {
        (this.folder, this.attempt, this.journal, this.cancellation) = (folder, attempt, journal, cancellation);
    }

    /// <exception cref="RunException">The request does not fit the file.</exception>
    /// <exception cref="DatasetException">The file cannot be used.</exception>
    /// <exception cref="PlatformNotSupportedException">The device is not there.</exception>
    public void Run()
    {
        RunRequest request = folder.ReadRequest();
        IInferenceMethod method = MethodCatalog.Find(request.Method);
        MethodParameters parameters = ParameterSchema.Of(method.Descriptor).Parse(request.Parameters);
        TorchRuntime.RequireDevice(request.Device);
        journal.Report(new RunProgress(RunStage.Reading, 0, "Reading the file"));
        using AnnotatedData data = H5adReader.Open(request.DatasetPath);
        Study study = StudyOf(data, method, parameters, request.Roles);
        RequireNeeds(method.Descriptor, study, request);
        journal.Report(new RunProgress(RunStage.Preparing, 0, "Normalising, choosing genes, computing coordinates"));
        Representation representation = Represent(study, request.HoldOut);
        warnings.AddRange(representation.Warnings);
        PopulationSet all = StudyPopulations.Of(study, representation.States, representation.Key);
        PopulationSet populations = Thinned(request.HoldOut.Aggregate(all, (rest, time) => rest.Without(time)), request.Seed);
        journal.Report(new RunProgress(RunStage.Preparing, 0.5, "Drawing the cells"));
        IReadOnlyList<ICellView> views = Views(data, representation, request.Seed);
        var context = new RunContext { Seed = request.Seed, Device = request.Device, Cancellation = cancellation, Progress = journal, Checkpoint = new DiskCheckpoint(folder.Checkpoint) };
        journal.Report(new RunProgress(RunStage.Fitting, 0, "Fitting"));
        MethodResult result = method.Run(populations, parameters, context);
        ValidationTable? validation = request.Validation ? Validate(study, representation, method, parameters, request, context) : null;
        Save(study, representation, populations, views, result, validation, request);
        journal.Finish(validation?.Verdict.Headline);
    }

    private Study StudyOf(AnnotatedData data, IInferenceMethod method, MethodParameters parameters, StudyRoles roles)
    {
        if (roles.Use is not null || !method.WorksInQuantities(parameters))
            return new Study(data, roles);
        Warn("The shared dynamics describe the measured quantities themselves: X is used as it is.");
        return new Study(data, roles with { Use = StudyRoles.UseMatrix });
    }

    private static void RequireNeeds(MethodDescriptor method, Study study, RunRequest request)
    {
        string file = Path.GetFileName(study.Data.Path);
        if (study.Time is not { } axis)
            throw new RunException($"{file}, /obs: {method.Id} expected a time column, found none chosen. Say which column holds the time of every cell (--time).");
        foreach (double time in request.HoldOut.Where(time => !axis.Times.Contains(time)))
        {
            throw new RunException(string.Create(CultureInfo.InvariantCulture,
                $"{file}, /obs/{axis.Column}: expected the held-out time {time} among the measured ones, found {string.Join(", ", axis.Times.Select(t => t.ToString(CultureInfo.InvariantCulture)))}."));
        }
        int left = axis.Times.Except(request.HoldOut).Count();
        if (left < method.Needs.MinimumTimePoints)
        {
            throw new RunException(
                $"{file}, /obs/{axis.Column}: {method.Id} expected at least {method.Needs.MinimumTimePoints} time points to fit, found {left}{(request.HoldOut.Count > 0 ? " after leaving out those held out" : "")}. Measure more times, or choose another column.");
        }
    }

    private Representation Represent(Study study, IReadOnlyList<double> without)
    {
        int[]? fit = without.Count == 0 ? null
            : [.. Enumerable.Range(0, study.Data.CellCount).Where(cell => !without.Contains(study.Time!.ValueOfCell[cell]))];
        return Representation.Build(study, fit, null, cancellation);
    }

    private PopulationSet Thinned(PopulationSet populations, int seed)
    {
        int largest = populations.Populations.GroupBy(p => p.Time).Max(group => group.Sum(p => p.Count));
        if (largest <= MostCellsPerTime)
            return populations;
        Warn($"The fit uses {MostCellsPerTime} cells per time point, chosen at random; the largest has {largest}. All cells are drawn.");
        return populations.AtMost(MostCellsPerTime, seed);
    }

    private void Warn(string warning)
    {
        warnings.Add(warning);
        journal.Warn(warning);
    }

    private IReadOnlyList<ICellView> Views(AnnotatedData data, Representation representation, int seed)
    {
        string? key = data.ObsmKeys.FirstOrDefault(k => k.Equals("X_umap", StringComparison.OrdinalIgnoreCase));
        DenseMatrix? umap = key is null ? null : Representation.RequireFinite(data, key);
        return CellViews.For(representation.States, representation.Key, representation.ExplainedVariance, umap, seed, cancellation);
    }

    private ValidationTable Validate(
        Study study, Representation whole, IInferenceMethod method, MethodParameters parameters, RunRequest request, RunContext context)
    {
        var test = new LeaveOneTimeOut(method, parameters, leftOut => Coordinates(study, whole, leftOut, request), context);
        ValidationTable table = test.Run(study.Time!.Times, request.HoldOut, request.ValidationSeeds, study.Time.Unit);
        string basis = study.Roles.Use == StudyRoles.UseMatrix ? "The values are used as they are: nothing was fitted to the left-out cells."
            : whole.IsFitOnHeldOut || study.Roles.Use is not null || whole.Model?.CanProject != true
                ? "The coordinates came with the file; left-out cells had a part in them, which flatters every score alike."
                : "Genes and principal components are chosen anew without the left-out cells.";
        return table with { Notes = [.. table.Notes, basis, "Whatever the fit chooses, such as its noise, it chooses without the left-out cells."] };
    }

    private PopulationSet Coordinates(Study study, Representation whole, IReadOnlyList<double> leftOut, RunRequest request)
    {
        bool isRefit = whole.Model?.CanProject == true && whole.Model.Loadings is not null && !leftOut.SequenceEqual(request.HoldOut);
        Representation representation = isRefit ? Represent(study, leftOut) : whole;
        return StudyPopulations.Of(study, representation.States, representation.Key).AtMost(MostCellsPerTime, request.Seed);
    }

    private void Save(
        Study study, Representation representation, PopulationSet populations, IReadOnlyList<ICellView> views, MethodResult result, ValidationTable? validation, RunRequest request)
    {
        journal.Report(new RunProgress(RunStage.Saving, 0, "Saving"));
        string model = folder.UnpublishedModel(attempt);
        if (Directory.Exists(model))
            Directory.Delete(model, recursive: true);
        Directory.CreateDirectory(model);
        result.Model.Save(model);
        if (representation.Model is { } decoder)
            RepresentationFolder.Save(model, decoder);
        TimeAxis axis = study.Time!;
        ResultWriter.Write(folder.UnpublishedResult(attempt), new RunFindings
        {
            Request = request,
            Dataset = study.Data,
            Measured = [.. axis.Points.Select(point => new MeasuredTime(point.Value, point.Label, point.CellCount, request.HoldOut.Contains(point.Value)))],
            TimeUnit = axis.Unit,
            CellTimes = axis.ValueOfCell,
            States = representation.States,
            Populations = populations,
            Method = result,
            Validation = validation,
            Views = views,
            Scale = representation.Model?.Scale ?? MatrixScale.Log,
            Explanation = representation.Explanation,
            Warnings = warnings,
        }, cancellation);
    }
}
