using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;

namespace CellDynamics.Runs.Retention;

/// <summary>What is under a hold, of its own or of its project, is deleted by nobody: neither by the policy nor by hand.</summary>
internal static class Hold
{
    /// <summary>Datasets that may be deleted. Part of the deletion itself, so that a hold of the same moment is not missed.</summary>
    public static IQueryable<DatasetRecord> WithoutHold(this IQueryable<DatasetRecord> datasets, CellDynamicsDb db) =>
        datasets.Where(d => !d.IsHeld && !db.Projects.Any(p => p.Id == d.ProjectId && p.IsHeld));

    /// <summary>Runs that may be deleted: a hold on a dataset is one on what was made from it.</summary>
    public static IQueryable<RunRecord> WithoutHold(this IQueryable<RunRecord> runs, CellDynamicsDb db) =>
        runs.Where(r => !db.Projects.Any(p => p.Id == r.ProjectId && p.IsHeld) && !db.Datasets.Any(d => d.Id == r.DatasetId && d.IsHeld));

    public static InvalidOperationException Refusal(string what) =>
        new($"Expected {what} without a hold, found one on the dataset or its whole project: nothing of it is deleted. An administrator can release it, under Administration → Retention.");
}
