using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.Baselines.Treatments;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Embedding;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Executor;

/// <summary>A run whose file is open, with the steps that every kind of question shares.</summary>
internal sealed class OpenRun
{
    private readonly List<string> warnings = [];

    public required RunRequest Request { get; init; }

    public required IInferenceMethod Method { get; init; }

    public required MethodParameters Parameters { get; init; }

    public required Study Study { get; init; }

    public required RunJournal Journal { get; init; }

    public required string Checkpoint { get; init; }

    public required CancellationToken Cancellation { get; init; }

    public IReadOnlyList<ITreatmentBaseline>? Baselines { get; init; }

    public string FileName => Path.GetFileName(Study.Data.Path);

    public IReadOnlyList<string> Warnings => warnings;

    public RunContext Context => new()
    {
        Seed = Request.Seed, Device = Request.Device, Cancellation = Cancellation, Progress = Journal, Checkpoint = new DiskCheckpoint(Checkpoint),
    };

    public void Report(RunStage stage, double fraction, string message) => Journal.Report(new RunProgress(stage, fraction, message));

    public void Warn(string warning)
    {
        warnings.Add(warning);
        Journal.Warn(warning);
    }

    /// <summary>The coordinates the delivered model works in; what a person should check of them becomes a warning of the run.</summary>
    /// <param name="fitCells">Cells that have a part in it; null for all.</param>
    /// <param name="options">Null for the defaults.</param>
    public Representation Represent(int[]? fitCells, RepresentationOptions? options = null)
    {
        Report(RunStage.Preparing, 0, "Normalising, choosing genes, computing coordinates");
        Representation representation = Representation.Build(Study, fitCells, options, Cancellation);
        warnings.AddRange(representation.Warnings);
        return representation;
    }

    public IReadOnlyList<ICellView> Views(Representation representation)
    {
        AnnotatedData data = Study.Data;
        string? key = data.ObsmKeys.FirstOrDefault(k => k.Equals("X_umap", StringComparison.OrdinalIgnoreCase));
        DenseMatrix? umap = key is null ? null : TryRead(data, key);
        return CellViews.For(representation.States, representation.Key, representation.ExplainedVariance, umap, Request.Seed, Cancellation);
    }

    /// <summary>A picture that came with the file is no reason to fail: without it one is computed.</summary>
    private DenseMatrix? TryRead(AnnotatedData data, string key)
    {
        try
        {
            return Representation.RequireFinite(data, key);
        }
        catch (DatasetFileException unusable)
        {
            Warn($"{key} of the file is not shown: expected {unusable.Expected}, found {unusable.Found}.");
            return null;
        }
    }
}

/// <summary>What is left to be written of a run.</summary>
/// <param name="Model">What was fitted.</param>
/// <param name="Decoder">From coordinates to genes and, where possible, back; null where unknown.</param>
/// <param name="Headline">Of the verdict; null without a test.</param>
/// <param name="WriteResult">Writes the result file to a path.</param>
internal sealed record FinishedWork(IFittedModel Model, RepresentationModel? Decoder, string? Headline, Action<string> WriteResult);
