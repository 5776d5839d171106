namespace CellDynamics.Runs.Results;

/// <summary>The last few files that were asked for, in memory until they change on disk.</summary>
internal sealed class RecentFiles<T>
{
    private const int Kept = 4;

    private readonly LinkedList<(string Path, DateTime WrittenUtc, Lazy<T> Content)> recent = new();
    private readonly Lock gate = new();

    /// <exception cref="FileNotFoundException">The run has no result (yet).</exception>
    public T Get(string path, Func<T> read)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"{path}: expected the result of a finished analysis, found none yet.", path);
        Lazy<T> content;
        lock (gate)
        {
            var node = recent.First;
            while (node is not null && (node.Value.Path != file.FullName || node.Value.WrittenUtc != file.LastWriteTimeUtc))
                node = node.Next;
            if (node is null)
                node = new((file.FullName, file.LastWriteTimeUtc, new Lazy<T>(read, LazyThreadSafetyMode.ExecutionAndPublication)));
            else
                recent.Remove(node);
            recent.AddFirst(node);
            if (recent.Count > Kept)
                recent.RemoveLast();
            content = node.Value.Content;
        }
        return content.Value;
    }
}
