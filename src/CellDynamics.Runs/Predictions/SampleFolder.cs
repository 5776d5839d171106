using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Predictions;

/// <summary>Where the predictions of a run are kept. The folder is the truth: what is not written here never happened.</summary>
/// <param name="run">The folder of the run.</param>
/// <param name="id">Of the prediction.</param>
public sealed class SampleFolder(RunFolder run, Guid id)
{
    public static string AllOf(RunFolder run) => Path.Combine(run.Root, "predictions");

    public string Root { get; } = Path.Combine(AllOf(run), id.ToString("D"));

    private string Record => Path.Combine(Root, "sample.json");

    /// <summary>Predicted cells under the treatment of this place; it exists exactly when they are complete.</summary>
    public string Predicted(int treatment) => Path.Combine(Root, $"{treatment:D}.h5ad");

    /// <summary>What the child writes; renamed once it has ended well.</summary>
    public string Unfinished(int treatment) => Path.Combine(Root, $"{treatment:D}.unfinished.h5ad");

    /// <summary>Null when there is none, or none that this version understands.</summary>
    public SampleRecord? Read()
    {
        try
        {
            return SampleRecord.FromJson(File.ReadAllText(Record));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>By rename, so that a reader never sees half of it. Nothing is written into a folder that was deleted.</summary>
    public void Write(SampleRecord record)
    {
        if (!Directory.Exists(Root))
            return;
        string unfinished = Record + ".tmp";
        File.WriteAllText(unfinished, record.ToJson());
        File.Move(unfinished, Record, overwrite: true);
    }
}
