using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Studies;

/// <summary>A column cannot serve as time.</summary>
public sealed class TimeAxisException(string column, string expected, string found, string cure, string file = "")
    : DatasetException(file, "/obs/" + column, expected, found, cure)
{
    public string Column { get; } = column;

    /// <summary>The same with the file's name in its message.</summary>
    public TimeAxisException In(string path) => new(Column, Expected, Found, Cure, System.IO.Path.GetFileName(path));
}
