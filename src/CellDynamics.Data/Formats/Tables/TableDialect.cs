using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Formats.Tables;

/// <summary>How a table is written down.</summary>
/// <param name="Delimiter">Between the values of a line.</param>
/// <param name="SkippedLines">Comments (<c>#</c>, and <c>!</c> of GEO) and empty lines above the table.</param>
internal sealed record TableDialect(char Delimiter, int SkippedLines)
{
    private const int LongestLine = 16 << 20;
    private const int SampledLines = 6;

    private static readonly char[] Delimiters = ['\t', ';', ',', ' '];

    public string DelimiterName => Delimiter switch { '\t' => "tabs", ';' => "semicolons", ',' => "commas", _ => "spaces" };

    public static bool IsComment(ReadOnlySpan<char> line) => line.StartsWith('#') || line.StartsWith('!') || line.StartsWith("\"#") || line.StartsWith("\"!");

    /// <exception cref="DatasetFileException">There is no table.</exception>
    public static TableDialect Detect(string path)
    {
        using StreamReader reader = TextEncoding.Reader(File.OpenRead(path));
        int skipped = 0;
        var lines = new List<string>();
        for (string? line; lines.Count < SampledLines && (line = BoundedLine.Read(reader, LongestLine, path, skipped + lines.Count + 1)) is not null;)
        {
            if (lines.Count == 0 && (line.AsSpan().Trim().Length == 0 || IsComment(line)))
                skipped++;
            else if (line.Length > 0)
                lines.Add(line);
        }
        return lines.Count > 1
            ? new TableDialect(DelimiterOf(lines), skipped)
            : throw new DatasetFileException(path, $"line {skipped + lines.Count + 1}", "a table with a line for each cell or each gene below its heads", "the end of the file", "Copy or upload the file again.");
    }

    /// <summary>The one that all lines hold equally often (the head may have one less, as R writes it); else the one the head holds most often.</summary>
    private static char DelimiterOf(List<string> lines)
    {
        foreach (char delimiter in Delimiters)
        {
            int head = Count(lines[0], delimiter);
            int[] body = [.. lines.Skip(1).Where(line => !IsComment(line)).Select(line => Count(line, delimiter)).Distinct()];
            if (body is [> 0] && body[0] - head is 0 or 1)
                return delimiter;
        }
        return Delimiters.MaxBy(delimiter => Count(lines[0], delimiter));
    }

    private static int Count(string line, char delimiter)
    {
        int count = 0;
        bool isQuoted = false;
        foreach (char letter in line)
        {
            isQuoted ^= letter == '"';
            count += letter == delimiter && !isQuoted ? 1 : 0;
        }
        return count;
    }
}
