using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.Annotations;
using CellDynamics.Data.Formats.Loom;
using CellDynamics.Data.Formats.MatrixMarket;
using CellDynamics.Data.Formats.MuData;
using CellDynamics.Data.Formats.Packed;
using CellDynamics.Data.Formats.Samples;
using CellDynamics.Data.Formats.Tables;
using CellDynamics.Data.Formats.TenX;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.H5ad.Container;

namespace CellDynamics.Data.Formats;

/// <summary>Opens a file of any kind that this version knows, recognised by its content.</summary>
public static class DatasetFile
{
    private static readonly IDatasetFormat[] Formats =
    [
        new MuDataFormat(),
        new TenXFormat(),
        new LoomFormat(),
        new H5adFormat(),
        new MatrixMarketFormat(),
        new PackedFormat(new UnpackLimits()),
        new SampleFilesFormat(),
        new TablesFormat(),
    ];

    /// <param name="path">A file, or a folder of a Matrix Market triplet or of samples.</param>
    /// <param name="choices">Null: the file decides.</param>
    /// <exception cref="DatasetFileException">It cannot be opened: what was expected, what was found, how to mend it.</exception>
    /// <exception cref="FileNotFoundException">There is neither a file nor a folder of this name.</exception>
    public static AnnotatedData Open(string path, OpenChoices? choices = null)
    {
        using FileProbe probe = FileProbe.Open(path);
        AnnotatedData data = Open(probe, choices ?? new OpenChoices());
        return choices?.Annotations is { } table ? Annotated(data, table) : data;
    }

    internal static AnnotatedData Open(FileProbe file, OpenChoices choices)
    {
        IDatasetFormat format = Array.Find(Formats, known => Recognises(known, file)) ?? throw FileSignature.Unknown(file.Path);
        AnnotatedData data = format.Open(file, choices);
        if (Refused(data, choices) is not { } refusal)
            return data;
        data.Dispose();
        throw refusal;
    }

    /// <summary>A choice that the file does not offer is a mistake about the file.</summary>
    private static DatasetFileException? Refused(AnnotatedData data, OpenChoices choices)
    {
        if (choices.Modality is { } modality && data.Modality is null)
            return new DatasetFileException(data.Path, "", $"a file with several modalities, of which one is '{modality}'", $"one without any ({data.Format})", "Open it without the choice of a modality.");
        return choices.AreRowsGenes is not null && data.AreRowsGenes is null
            ? new DatasetFileException(data.Path, "", "a table of numbers, whose rows can be genes or cells", $"one that says so itself ({data.Format})", "Open it without the choice of rows.")
            : null;
    }

    private static AnnotatedData Annotated(AnnotatedData data, string table)
    {
        try
        {
            return AnnotationTable.Read(table).Join(data);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    private static bool Recognises(IDatasetFormat format, FileProbe probe)
    {
        try
        {
            return format.Recognises(probe);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Damaged where this format would show itself: then it is another, and the last of them tells of the damage.
            return false;
        }
    }
}
