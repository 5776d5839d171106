using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Studies;

/// <summary>A dataset with the roles a person gave its columns.</summary>
public sealed class Study
{
    /// <exception cref="DatasetFileException">A role names something the file does not have; the message lists what it has.</exception>
    /// <exception cref="TimeAxisException">The time column cannot be ordered or has one time only.</exception>
    public Study(AnnotatedData data, StudyRoles roles)
    {
        (Data, Roles) = (data, roles);
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

    public AnnotatedData Data { get; }

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
