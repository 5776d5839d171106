using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.Baselines.Treatments;
using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Executor.Networks;
using CellDynamics.Runs.Storage;

namespace CellDynamics.Runs.Executor;

/// <summary>The work of a child process: from a request and a file to an unpublished result and model.</summary>
public sealed class RunExecutor
{
    private readonly RunFolder folder;
    private readonly int attempt;
    private readonly RunJournal journal;
    private readonly CancellationToken cancellation;

    /// <param name="folder">With <c>run.json</c>.</param>
    /// <param name="attempt">Number of the attempt, whose folder exists.</param>
    /// <param name="journal">Hears of every step.</param>
    /// <param name="cancellation">Asked at every step.</param>
    public RunExecutor(RunFolder folder, int attempt, RunJournal journal, CancellationToken cancellation)
    {
        (this.folder, this.attempt, this.journal, this.cancellation) = (folder, attempt, journal, cancellation);
    }

    /// <summary>Where methods are found by their id.</summary>
    internal Func<string, IInferenceMethod> Find { get; init; } = MethodCatalog.Find;

    /// <summary>What predictions for left-out donors are compared with; null: all there are.</summary>
    internal IReadOnlyList<ITreatmentBaseline>? Baselines { get; init; }

    /// <exception cref="RunException">The request does not fit the file.</exception>
    /// <exception cref="DatasetException">The file cannot be used.</exception>
    /// <exception cref="PlatformNotSupportedException">The device is not there.</exception>
    public void Run()
    {
        RunRequest request = folder.ReadRequest();
        IInferenceMethod method = Find(request.Method);
        MethodParameters parameters = ParameterSchema.Of(method.Descriptor).Parse(request.Parameters);
        TorchRuntime.RequireDevice(request.Device);
        journal.Report(new RunProgress(RunStage.Reading, 0, "Reading the file"));
        using AnnotatedData data = H5adReader.Open(request.DatasetPath);
        bool takesX = request.Roles.Use is null && method.WorksInQuantities(parameters), isOfTreatments = method.Descriptor.Needs.NeedsCondition;
        var run = new OpenRun
        {
            Request = request, Method = method, Parameters = parameters, Journal = journal, Checkpoint = folder.Checkpoint, Cancellation = cancellation, Baselines = Baselines,
            Study = isOfTreatments ? TreatmentNeeds.StudyOf(data, request.Roles) : new Study(data, takesX ? request.Roles with { Use = StudyRoles.UseMatrix } : request.Roles),
        };
        if (run.Study.SetAside is { } filtered)
            run.Warn(filtered);
        if (takesX)
            run.Warn("The shared dynamics describe the measured quantities themselves: X is used as it is.");
        FinishedWork work = isOfTreatments ? new TreatmentWork(run).Do() : method.Descriptor.Needs.NeedsTracks ? new NetworkWork(run).Do() : new TrajectoryWork(run).Do();
        Save(work);
        journal.Finish(work.Headline);
    }

    private void Save(FinishedWork work)
    {
        journal.Report(new RunProgress(RunStage.Saving, 0, "Saving"));
        string model = folder.UnpublishedModel(attempt);
        if (Directory.Exists(model))
            Directory.Delete(model, recursive: true);
        Directory.CreateDirectory(model);
        work.Model.Save(model);
        if (work.Decoder is { } decoder)
            RepresentationFolder.Save(model, decoder);
        // By the child, while its supervisor keeps the lease: what is published must be on the disk.
        DiskFlush.Tree(model);
        work.WriteResult(folder.UnpublishedResult(attempt));
    }
}
