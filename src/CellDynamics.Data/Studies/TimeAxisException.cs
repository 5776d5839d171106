using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Studies;

/// <summary>A column cannot serve as time.</summary>
public sealed class TimeAxisException(string column, string expected, string found, string cure)
    : DatasetException("", "/obs/" + column, expected, found, cure)
{
    public string Column { get; } = column;
}
