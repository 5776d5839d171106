using CellDynamics.Data.Annotated;
using CellDynamics.Data.Quality;

namespace CellDynamics.Data.Studies;

/// <summary>A dataset with the roles a person gave its columns.</summary>
public sealed class Study
{
    /// <exception cref="DatasetFileException">A role names something the file does not have, and the message lists what it has; or the filter leaves too few cells.</exception>
    /// <exception cref="TimeAxisException">The time column cannot be ordered or has one time only.</exception>
    public Study(AnnotatedData data, StudyRoles roles)
    {
        KeptCells? kept = KeptCells.Of(data, roles);
        data = kept?.Select(data) ?? data;
        (Data, Roles, SetAside) = (data, roles, kept?.Sentence);
        Time = roles.Time is null ? null : TimeOf(data, roles.Time, roles.Cell is not null);
        Condition = Column(roles.Condition);
        Donor = Column(roles.Donor);
        Batch = Column(roles.Batch);
        CellType = Column(roles.CellType);
        Cell = Column(roles.Cell);
        Dose = Column(roles.Dose);
        RequireControl();
        foreach (string? key in new[] { roles.Spatial, roles.Use == StudyRoles.UseMatrix ? null : roles.Use })
            if (key is not null && !data.ObsmKeys.Contains(key))
                throw new DatasetFileException(data.Path, "/obsm", $"an embedding named '{key}'", "none", NearestName.Advice(key, data.ObsmKeys));
        if (roles.Layer is not null)
            _ = data.RequireMatrix(roles.Layer);
    }

    /// <summary>The cells that take part, as a file of their own: what the filter sets aside is in nothing that is made from here.</summary>
    public AnnotatedData Data { get; }

    /// <summary>How many cells the filter sets aside, in a sentence; null without a filter.</summary>
    public string? SetAside { get; }

    public StudyRoles Roles { get; }

    public TimeAxis? Time { get; }

    public DataColumn? Condition { get; }

    public DataColumn? Donor { get; }

    public DataColumn? Batch { get; }

    public DataColumn? CellType { get; }

    /// <summary>Names the same cell at several times.</summary>
    public DataColumn? Cell { get; }

    public DataColumn? Dose { get; }

    /// <summary>The matrix of the chosen layer, or X; null where the file has none.</summary>
    public ICellMatrix? Matrix => Roles.Layer is null ? Data.X : Data.RequireMatrix(Roles.Layer);

    private static TimeAxis TimeOf(AnnotatedData data, string column, bool areFollowed)
    {
        try
        {
            return TimeAxis.Parse(data.RequireObs(column), areFollowed);
        }
        catch (TimeAxisException failure)
        {
            throw failure.In(data.Path);
        }
    }

    private DataColumn? Column(string? name) => name is null ? null : Data.RequireObs(name);

    private void RequireControl()
    {
        if (Roles.Control is not string control)
            return;
        if (Condition is null)
            throw new DatasetFileException(Data.Path, "/obs", "a condition column, because a control value is given", "none chosen", "Choose the condition column.");
        string[] values = [.. Condition.Labels.OfType<string>().Distinct(StringComparer.Ordinal)];
        if (!values.Contains(control))
            throw new DatasetFileException(Data.Path, "/obs/" + Condition.Name, $"the control value '{control}'", "none of it", NearestName.Advice(control, values));
    }
}
