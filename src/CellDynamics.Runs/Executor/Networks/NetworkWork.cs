using System.Globalization;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.Baselines.Networks;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Networks.Priors;
using CellDynamics.Methods.Populations;
using CellDynamics.Methods.Staged;
using CellDynamics.Methods.Validation.Cells;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;
using CellDynamics.Runs.Results.Networks;

namespace CellDynamics.Runs.Executor.Networks;

/// <summary>Which genes and signals drive it: paths of cells, a choice of genes, a fit, a test on left-out cells.</summary>
internal sealed class NetworkWork(OpenRun run)
{
    private const string InnerMethod = "sbirr", Everyone = "cells", Unnamed = "unnamed";
    private const int MostShownTimes = 21;

    private RunRequest Request => run.Request;

    private Study Study => run.Study;

    private StagedParameters Settings => (StagedParameters)run.Parameters;

    /// <exception cref="RunException">The request does not fit the file.</exception>
    public FinishedWork Do()
    {
        TimeAxis axis = Study.Time ?? throw new RunException($"{run.FileName}, /obs: expected a time column, found none chosen. Say which column holds the time of every cell{(RoleSuggestion.Suggest(Study.Data).Roles.Time is { } likely ? $", perhaps --time {likely}" : " (--time)")}.");
        FollowedCells followed = Follow(axis);
        run.Report(RunStage.Preparing, 0.8, "Choosing genes");
        GeneChoice choice = Choose(followed);
        NetworkInput input = Input(followed, choice, axis);
        Neighbourhood around = Neighbourhood.Of(input.Cells, Settings.Reach > 0 ? Settings.Reach : null);
        run.Report(RunStage.Fitting, 0, "Learning the network");
        MethodResult result = run.Method.Run(new PopulationSet([], axis.Unit, "X") { Network = input }, run.Parameters, run.Context);
        IReadOnlyList<DynamicsScore> scores = Request.Validation
            ? new LeaveCellsOut(run.Method, run.Parameters, NetworkBaselineCatalog.Foretelling, run.Context).Run(input, around, Request.ValidationSeeds) : [];
        NetworkFindings network = Findings(result, input, around, scores) with { Reasons = [.. choice.Genes.Select(gene => gene.Reason)], Origin = followed.Origin, Notes = [.. choice.Notes, .. Notes(input)] };
        return new FinishedWork(result.Model, null, network.Verdict.Headline, path => NetworkWriter.Write(path, new NetworkRunFindings
        {
            Request = Request, Dataset = Study.Data, Network = network, Method = result, TimeUnit = axis.Unit, Scale = followed.Scale, Explanation = followed.Explanation, Warnings = run.Warnings,
        }, run.Cancellation));
    }

    private NetworkFindings Findings(MethodResult result, NetworkInput input, Neighbourhood around, IReadOnlyList<DynamicsScore> scores)
    {
        run.Report(RunStage.Saving, 0, "Reading the network");
        int[] times = FollowedCells.Spread(input.Cells.Times.Length, MostShownTimes);
        var reading = new NetworkReading(result.Network!, input, around, times, run.Cancellation);
        return new NetworkFindings
        {
            Genes = input.Cells.Genes,
            Reasons = [],
            TypeNames = input.Cells.TypeNames,
            TypeSizes = [.. input.Cells.TypeNames.Select((_, type) => input.Cells.Types.Count(of => of == type))],
            Times = [.. times.Select(time => input.Cells.Times[time])],
            Pairs = input.Pairs,
            Members = reading.Members,
            IsSpatial = input.Cells.Positions is not null,
            Levels = reading.Levels(),
            Activity = reading.Activity(),
            Edges = reading.Edges(),
            Effects = reading.Effects(),
            Flows = reading.Flows(),
            Scores = scores,
            Verdict = LeaveCellsOut.Judge(scores),
            Origin = "",
        };
    }

    private FollowedCells Follow(TimeAxis axis)
    {
        if (Study.Cell is not null)
            return MeasuredTracks.Read(run, axis);
        (TrajectorySet paths, RepresentationModel? decoder, string origin, string explanation) = Request.PathsFrom is { } folder ? Finished(new RunFolder(folder)) : Inferred(axis);
        if (decoder is null)
            throw new RunException($"{run.FileName}: expected coordinates that can be turned back into genes, found an embedding without a matrix of genes. Run the trajectory analysis without --use, or with --use X.");
        if (decoder.Scale == MatrixScale.Scaled)
            throw new RunException($"{run.FileName}, /X: expected levels of genes, which are 0 or more, found scaled values. Choose a layer with counts or logarithms.");
        var names = new GeneNames(Study.Data.Var);
        string[] symbols = [.. decoder.Genes.Select(gene => names.Find(gene) is >= 0 and var at ? names.Symbols[at] : gene)];
        return FollowedCells.Along(paths, decoder, symbols, (Settings.MostCells, Settings.Times), Request.Seed, origin, explanation);
    }

    private static (TrajectorySet, RepresentationModel?, string, string) Finished(RunFolder folder)
    {
        if (!File.Exists(folder.Result))
            throw new RunException($"{folder.Root}: expected a finished trajectory analysis, found none. Run it first, or choose another one.");
        TrajectoryResult found = ResultReader.Read(folder.Result);
        return (found.Trajectories, RepresentationFolder.Exists(folder.Model) ? RepresentationFolder.Load(folder.Model) : null,
            $"Genes along {found.Trajectories.PathCount:N0} paths that the analysis \"{found.Request.Name}\" inferred; cells were not followed.", found.Explanation);
    }

    private (TrajectorySet, RepresentationModel?, string, string) Inferred(TimeAxis axis)
    {
        IInferenceMethod method = MethodCatalog.Find(InnerMethod);
        Representation representation = run.Represent(null, new RepresentationOptions { AlsoGenes = Request.Genes ?? [] });
        PopulationSet populations = StudyPopulations.Of(Study, representation.States, representation.Key).AtMost(TrajectoryWork.MostCellsPerTime, Request.Seed);
        run.Report(RunStage.Preparing, 0.2, "Inferring paths of cells");
        MethodResult paths = method.Run(populations, ParameterSchema.Of(method.Descriptor).Parse(new Dictionary<string, string>()), run.Context with { Progress = new WhilePreparing(run) });
        return (paths.Trajectories!, representation.Model, string.Create(CultureInfo.InvariantCulture,
            $"Genes along {paths.Trajectories!.PathCount:N0} paths that {InnerMethod.ToUpperInvariant()} inferred between the {axis.Points.Count} measured times; cells were not followed."), representation.Explanation);
    }

    private GeneChoice Choose(FollowedCells followed)
    {
        try
        {
            return GeneChoice.Of(followed.Candidates(), Request.Pairs ?? TextbookPairs.All, Request.Genes ?? [], Settings.MostGenes);
        }
        catch (KeyNotFoundException missing)
        {
            throw new RunException($"{run.FileName}: {missing.Message}", missing);
        }
    }

    private NetworkInput Input(FollowedCells followed, GeneChoice choice, TimeAxis axis)
    {
        string?[]? labels = Study.CellType?.Labels.ToArray();
        string[] ofCells = [.. followed.Rows.Select(row => labels is null ? Everyone : labels[row] ?? Unnamed)], types = [.. ofCells.Distinct().Order(StringComparer.Ordinal)];
        IReadOnlyList<DenseMatrix> states = followed.Of([.. choice.Genes.Select(gene => gene.Index)]);
        DenseMatrix? positions = Study.Roles.Spatial is { } key ? Representation.RequireFinite(Study.Data, key).SelectRows(followed.Rows) : null;
        var cells = new CellTrajectories(followed.Times, [.. choice.Genes.Select(gene => gene.Name)], states, [.. ofCells.Select(type => Array.IndexOf(types, type))], types) { Positions = positions };
        int[] last = [.. Enumerable.Range(0, followed.Rows.Length).Where(cell => axis.ValueOfCell[followed.Rows[cell]] == axis.Times[^1])];
        string[] fates = labels is null || Study.Cell is not null ? [] : [.. last.Select(cell => ofCells[cell]).Distinct().Order(StringComparer.Ordinal)];
        return new NetworkInput(cells, choice.Pairs)
        {
            Prior = choice.Among(Request.Prior ?? []),
            FateNames = fates.Length > 1 ? fates : [],
            FateMeans = fates.Length > 1 ? DenseMatrix.Stack([.. fates.Select(fate => Mean(states[^1], [.. last.Where(cell => ofCells[cell] == fate)]))]) : new DenseMatrix(0, 0),
        };
    }

    private static DenseMatrix Mean(DenseMatrix states, int[] cells)
    {
        var mean = new DenseMatrix(1, states.Columns);
        foreach (int cell in cells)
        {
            for (int g = 0; g < states.Columns; g++)
                mean[0, g] += states[cell, g] / cells.Length;
        }
        return mean;
    }

    private IEnumerable<string> Notes(NetworkInput input)
    {
        if (Study.Cell is null && input.Cells.Positions is not null)
            yield return "Positions are those of the measured cell behind each path.";
        if (Study.Cell is null)
            yield return "All paths come from one inference that saw all cells: left-out paths test the network, not the paths.";
        if (Request.Prior is { Count: > 0 } prior)
            yield return $"{input.Prior.Count} of {prior.Count} edges of the prior network are between chosen genes; what the cells contradict is dropped all the same.";
    }

    /// <summary>The inference of paths as a part of what comes before the network.</summary>
    private sealed class WhilePreparing(OpenRun run) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => run.Report(RunStage.Preparing, 0.2 + 0.6 * value.Fraction, "Inferring paths of cells");
    }
}
