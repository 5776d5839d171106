using System.Text;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Formats.Tables;

/// <summary>Reads lines and refuses one that would fill the memory.</summary>
internal static class BoundedLine
{
    /// <returns>Null at the end of the file.</returns>
    /// <exception cref="DatasetFileException">The line is longer than <paramref name="most"/> letters.</exception>
    public static string? Read(TextReader reader, int most, string path, long line)
    {
        if (reader.Peek() < 0)
            return null;
        var text = new StringBuilder();
        for (int next; (next = reader.Read()) >= 0 && next != '\n';)
        {
            if (next == '\r')
            {
                if (reader.Peek() == '\n')
                    reader.Read();
                break;
            }
            text.Append((char)next);
            if (text.Length > most)
                throw new DatasetFileException(path, $"line {NumberText.Grouped(line)}", $"at most {NumberText.Grouped(most)} letters", "a longer line", "Is this the file you meant? A table has one line for each gene or each cell.");
        }
        return text.ToString();
    }
}
