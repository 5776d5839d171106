using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Formats;

/// <summary>One kind of file that can be opened. A new one is a folder and a line in <see cref="DatasetFile"/>.</summary>
internal interface IDatasetFormat
{
    /// <summary>By content, never by the ending of the name.</summary>
    bool Recognises(FileProbe file);

    /// <exception cref="DatasetFileException">It is of this kind and cannot be read; the message says where and why.</exception>
    AnnotatedData Open(FileProbe file, OpenChoices choices);
}
