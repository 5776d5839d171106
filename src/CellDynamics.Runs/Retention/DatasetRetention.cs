using CellDynamics.Runs.Model;

namespace CellDynamics.Runs.Retention;

/// <summary>How long a dataset is kept.</summary>
/// <param name="DueUtc">When it will be deleted at the earliest; null: never.</param>
/// <param name="DaysLeft">Whole days until then, rounded up; null: never deleted.</param>
/// <param name="IsHeld">The dataset or its whole project is under a hold.</param>
public sealed record DatasetRetention(Guid DatasetId, string Name, Guid ProjectId, string ProjectName, DateTime? DueUtc, int? DaysLeft, bool IsHeld)
{
    /// <summary>From here on pages say so: the first warning.</summary>
    public const int SoonDays = 30;

    public bool IsSoon => DaysLeft <= SoonDays;

    internal static DatasetRetention Of(DatasetRecord dataset, ProjectRecord project, IReadOnlyCollection<NoticeRecord> notices, DateTime now)
    {
        DateTime? due = RetentionPolicy.DueUtc(dataset, project, notices, now);
        return new DatasetRetention(dataset.Id, dataset.Name, project.Id, project.Name, due, due is { } end ? Math.Max(0, (int)Math.Ceiling((end - now).TotalDays)) : null, dataset.IsHeld || project.IsHeld);
    }
}
