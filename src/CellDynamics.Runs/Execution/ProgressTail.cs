using System.Text;

namespace CellDynamics.Runs.Execution;

/// <summary>Reads a growing <c>progress.ndjson</c> from where it stopped the last time.</summary>
/// <param name="path">Need not exist yet.</param>
internal sealed class ProgressTail(string path)
{
    private long position;

    /// <summary>The complete lines that came since the last call.</summary>
    public IReadOnlyList<ProgressLine> Read()
    {
        List<ProgressLine> lines = [];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length <= position)
                return lines;
            file.Position = position;
            byte[] added = new byte[file.Length - position];
            int read = file.ReadAtLeast(added, added.Length, throwOnEndOfStream: false);
            // Only whole lines are decoded: a character may be cut in two at the end.
            int end = added.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
            position += end;
            foreach (string line in Encoding.UTF8.GetString(added, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (ProgressLine.FromJson(line) is { } parsed)
                    lines.Add(parsed);
            }
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            // The child has not begun to write.
        }
        return lines;
    }
}
