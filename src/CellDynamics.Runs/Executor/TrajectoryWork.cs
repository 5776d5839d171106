using System.Globalization;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Embedding;
using CellDynamics.Methods.Populations;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;

namespace CellDynamics.Runs.Executor;

/// <summary>How cells move through time: a fit on all time points, tested by leaving inner ones out.</summary>
internal sealed class TrajectoryWork(OpenRun run)
{
    /// <summary>More cells of one time point tell a fit little more and cost it their square.</summary>
    internal const int MostCellsPerTime = 2000;

    private RunRequest Request => run.Request;

    private Study Study => run.Study;

    /// <exception cref="RunException">The request does not fit the file.</exception>
    public FinishedWork Do()
    {
        TimeAxis axis = RequireNeeds();
        Representation representation = run.Represent(CellsWithout(Request.HoldOut));
        PopulationSet all = StudyPopulations.Of(Study, representation.States, representation.Key);
        PopulationSet populations = Thinned(Request.HoldOut.Aggregate(all, (rest, time) => rest.Without(time)));
        run.Report(RunStage.Preparing, 0.5, "Drawing the cells");
        IReadOnlyList<ICellView> views = run.Views(representation);
        run.Report(RunStage.Fitting, 0, "Fitting");
        MethodResult result = run.Method.Run(populations, run.Parameters, run.Context);
        ValidationTable? validation = Request.Validation ? Validate(representation) : null;
        return new FinishedWork(result.Model, representation.Model, validation?.Verdict.Headline, path => ResultWriter.Write(path, new RunFindings
        {
            Request = Request,
            Dataset = Study.Data,
            Measured = [.. axis.Points.Select(point => new MeasuredTime(point.Value, point.Label, point.CellCount, Request.HoldOut.Contains(point.Value)))],
            TimeUnit = axis.Unit,
            CellTimes = axis.ValueOfCell,
            States = representation.States,
            Populations = populations,
            Method = result,
            Validation = validation,
            Views = views,
            Scale = representation.Model?.Scale ?? MatrixScale.Log,
            Explanation = representation.Explanation,
            Warnings = run.Warnings,
        }, run.Cancellation));
    }

    private TimeAxis RequireNeeds()
    {
        MethodDescriptor method = run.Method.Descriptor;
        if (Study.Time is not { } axis)
            throw new RunException($"{run.FileName}, /obs: {method.Id} expected a time column, found none chosen. Say which column holds the time of every cell (--time).");
        if (Request.HoldOutDonors.Count > 0)
            throw new RunException($"{method.Id}, --hold-out-donor: expected times to hold out of an analysis through time, found donors. Use --hold-out TIME.");
        foreach (double time in Request.HoldOut.Where(time => !axis.Times.Contains(time)))
        {
            throw new RunException(string.Create(CultureInfo.InvariantCulture,
                $"{run.FileName}, /obs/{axis.Column}: expected the held-out time {time} among the measured ones, found {string.Join(", ", axis.Times.Select(t => t.ToString(CultureInfo.InvariantCulture)))}."));
        }
        int left = axis.Times.Except(Request.HoldOut).Count();
        return left >= method.Needs.MinimumTimePoints ? axis : throw new RunException(
            $"{run.FileName}, /obs/{axis.Column}: {method.Id} expected at least {method.Needs.MinimumTimePoints} time points to fit, found {left}{(Request.HoldOut.Count > 0 ? " after leaving out those held out" : "")}. Measure more times, or choose another column.");
    }

    private int[]? CellsWithout(IReadOnlyList<double> times)
    {
        if (times.Count == 0)
            return null;
        double[] timeOf = Study.Time!.ValueOfCell;
        return [.. Enumerable.Range(0, timeOf.Length).Where(cell => !times.Contains(timeOf[cell]))];
    }

    private PopulationSet Thinned(PopulationSet populations)
    {
        int largest = populations.Populations.GroupBy(p => p.Time).Max(group => group.Sum(p => p.Count));
        if (largest <= MostCellsPerTime)
            return populations;
        run.Warn($"The fit uses {MostCellsPerTime} cells per time point, chosen at random; the largest has {largest}. All cells are drawn.");
        return populations.AtMost(MostCellsPerTime, Request.Seed);
    }

    private ValidationTable Validate(Representation whole)
    {
        var test = new LeaveOneTimeOut(run.Method, run.Parameters, leftOut => Coordinates(whole, leftOut), run.Context);
        ValidationTable table = test.Run(Study.Time!.Times, Request.HoldOut, Request.ValidationSeeds, Study.Time.Unit);
        string basis = Study.Roles.Use == StudyRoles.UseMatrix ? "The values are used as they are: nothing was fitted to the left-out cells."
            : whole.IsFitOnHeldOut || Study.Roles.Use is not null || whole.Model?.CanProject != true
                ? "The coordinates came with the file; left-out cells had a part in them, which flatters every score alike."
                : "Genes and principal components are chosen anew without the left-out cells.";
        return table with { Notes = [.. table.Notes, basis, "Whatever the fit chooses, such as its noise, it chooses without the left-out cells."] };
    }

    private PopulationSet Coordinates(Representation whole, IReadOnlyList<double> leftOut)
    {
        bool isRefit = whole.Model?.CanProject == true && whole.Model.Loadings is not null && !leftOut.SequenceEqual(Request.HoldOut);
        Representation representation = isRefit ? Representation.Build(Study, CellsWithout(leftOut), null, run.Cancellation) : whole;
        return StudyPopulations.Of(Study, representation.States, representation.Key).AtMost(MostCellsPerTime, Request.Seed);
    }
}
