using CellDynamics.Methods.Contract;

namespace CellDynamics.Runs.Executor;

/// <summary>Keeps states as files of one folder; a new state replaces the old one by rename.</summary>
internal sealed class DiskCheckpoint(string folder) : ICheckpointStore
{
    // A process of an earlier attempt that has not noticed yet that it is over must not write into the same unfinished file.
    private readonly string self = Guid.CreateVersion7().ToString("N");

    public byte[]? Read(string name)
    {
        string path = PathOf(name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    public void Write(string name, ReadOnlySpan<byte> state)
    {
        Directory.CreateDirectory(folder);
        string path = PathOf(name), unfinished = $"{path}.{self}.tmp";
        using (FileStream file = File.Create(unfinished))
        {
            file.Write(state);
            // A machine that loses power must find the old state or the new one, never half of it.
            file.Flush(flushToDisk: true);
        }
        File.Move(unfinished, path, overwrite: true);
    }

    private string PathOf(string name) => Path.Combine(folder, name + ".state");
}
