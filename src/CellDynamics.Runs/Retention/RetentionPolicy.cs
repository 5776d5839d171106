using CellDynamics.Runs.Model;

namespace CellDynamics.Runs.Retention;

/// <summary>When a dataset is deleted because nobody used it. Every warning is given in full: where a server was down or a policy is new, the deletion moves, never a warning.</summary>
public static class RetentionPolicy
{
    /// <summary>Days that an extension adds.</summary>
    public const int ExtensionDays = 180;

    /// <summary>A hundred years: so many days after any use there is still a date.</summary>
    public const int LongestDays = 36_500;

    /// <summary>Days before the deletion, first to last.</summary>
    private static readonly int[] Days = [30, 7, 1];

    /// <summary>Of a <see cref="NoticeRecord"/>.</summary>
    public static string KeyOf(int days) => $"retention-{days:D}";

    /// <summary>Days before the deletion at which this policy warns, first to last; a short one has no room for the first.</summary>
    public static IEnumerable<int> WarningsOf(ProjectRecord project) => Days.Where(days => days == 1 || days < project.RetentionDays);

    /// <summary>Without regard to warnings; null: never.</summary>
    public static DateTime? PolicyDueUtc(DatasetRecord dataset, ProjectRecord project)
    {
        if (dataset.IsExample || dataset.IsHeld || project.IsHeld || project.RetentionDays is not { } days)
            return null;
        DateTime unused = dataset.UsedUtc.AddDays(Math.Min(days, LongestDays));
        return dataset.KeepUntilUtc is { } keep && keep > unused ? keep : unused;
    }

    /// <summary>When it will be deleted at the earliest; null: never.</summary>
    /// <param name="notices">Those of the dataset that were made so far.</param>
    public static DateTime? DueUtc(DatasetRecord dataset, ProjectRecord project, IReadOnlyCollection<NoticeRecord> notices, DateTime now)
    {
        if (PolicyDueUtc(dataset, project) is not { } due)
            return null;
        foreach (int days in WarningsOf(project))
        {
            NoticeRecord? made = notices.FirstOrDefault(notice => notice.Key == KeyOf(days));
            DateTime earliest = (made?.CreatedUtc ?? now).AddDays(days);
            due = earliest > due ? earliest : due;
        }
        return due;
    }

    /// <summary>The warning that has to be given now: its days; null: none.</summary>
    public static int? WarningDue(DatasetRecord dataset, ProjectRecord project, IReadOnlyCollection<NoticeRecord> notices, DateTime now)
    {
        int next = WarningsOf(project).FirstOrDefault(days => notices.All(notice => notice.Key != KeyOf(days)));
        return next > 0 && DueUtc(dataset, project, notices, now) is { } due && due <= now.AddDays(next) ? next : null;
    }

    /// <summary>Every warning was given and its time has passed.</summary>
    public static bool IsDue(DatasetRecord dataset, ProjectRecord project, IReadOnlyCollection<NoticeRecord> notices, DateTime now) =>
        WarningsOf(project).All(days => notices.Any(notice => notice.Key == KeyOf(days))) && DueUtc(dataset, project, notices, now) <= now;

    /// <summary>Warnings that are no longer true, because the dataset was used, extended or held since.</summary>
    public static IReadOnlyList<NoticeRecord> Outdated(DatasetRecord dataset, ProjectRecord project, IEnumerable<NoticeRecord> notices, DateTime now) =>
        [.. notices.Where(notice => PolicyDueUtc(dataset, project) is not { } due || Days.Any(days => notice.Key == KeyOf(days) && due > now.AddDays(days)))];
}
