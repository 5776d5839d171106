namespace CellDynamics.Data.Annotated;

/// <summary>A file, or one element of it, cannot be read: the message names file, place, expected, found and cure.</summary>
public sealed class DatasetFileException(string file, string place, string expected, string found, string cure, Exception? inner = null)
    : DatasetException(System.IO.Path.GetFileName(file), place, expected, found, cure, inner)
{
    /// <summary>Full path of the file.</summary>
    public string File { get; } = file;

    /// <summary>The file claims what no real one holds: nothing of it is to be believed.</summary>
    public bool IsImplausible { get; init; }
}
