using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.OtherFormats;

/// <summary>A file of NumPy arrays or a pickle cannot be read: the message names file, place, expected, found and cure.</summary>
public sealed class ArrayFileException(string file, string place, string expected, string found, string cure, Exception? inner = null)
    : DatasetException(Path.GetFileName(file), place, expected, found, cure, inner)
{
    /// <summary>Full path of the file.</summary>
    public string File { get; } = file;
}
