using System.Buffers.Text;
using System.Text;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Formats.MatrixMarket;

/// <summary>The words and numbers of a Matrix Market file one after another, with the line they stand in; memory does not grow with the file.</summary>
internal sealed class MatrixText(string path, Stream stream) : IDisposable
{
    private const int LongestWord = 256;
    private const string Cure = "Copy the file again, or write it again with the program that made it.";

    private readonly byte[] buffer = new byte[1 << 20];
    private int at;
    private int end;

    /// <summary>Of the next byte, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>The rest of this line in lower case, at most 256 letters of it.</summary>
    public string RestOfLine()
    {
        var text = new StringBuilder();
        while (Fill() && buffer[at] != '\n')
        {
            if (text.Length < LongestWord)
                text.Append((char)buffer[at]);
            at++;
        }
        return text.ToString().Trim().ToLowerInvariant();
    }

    /// <summary>Goes on to the next word, over empty lines and comments.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveToWord()
    {
        while (Fill())
        {
            byte next = buffer[at];
            if (next == '%')
                RestOfLine();
            else if (next > ' ')
                return true;
            else
                Skip();
        }
        return false;
    }

    /// <summary>A whole number from 1 to a limit.</summary>
    public int Coordinate(int limit, string what)
    {
        ReadOnlySpan<byte> word = Word(what);
        bool isNumber = Utf8Parser.TryParse(word, out long value, out int used) && used == word.Length;
        if (!isNumber || value < 1 || value > limit)
            throw Error(what, $"a whole number from 1 to {NumberText.Grouped(limit)}", Shown(word));
        return (int)value;
    }

    public long Count(string what)
    {
        ReadOnlySpan<byte> word = Word(what);
        return Utf8Parser.TryParse(word, out long value, out int used) && used == word.Length && value >= 0 ? value : throw Error(what, "a whole number", Shown(word));
    }

    public double Number()
    {
        ReadOnlySpan<byte> word = Word("value");
        if (Utf8Parser.TryParse(word, out double value, out int used) && used == word.Length)
            return value;
        string text = Encoding.Latin1.GetString(word);
        return text.ToLowerInvariant() switch
        {
            "nan" or "na" => double.NaN,
            "inf" or "+inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => throw Error("value", "a number", Shown(word)),
        };
    }

    /// <exception cref="DatasetFileException">Something else stands in this line.</exception>
    public void EndLine()
    {
        while (Fill() && buffer[at] != '\n')
        {
            if (buffer[at] > ' ')
                throw Error("", "the end of the line", Shown(Word("")));
            at++;
        }
    }

    public DatasetFileException Error(string what, string expected, string found) =>
        new(path, $"line {NumberText.Grouped(Line)}{(what.Length > 0 ? $" ({what})" : "")}", expected, found, Cure);

    public void Dispose() => stream.Dispose();

    /// <summary>The next word of this line; it stands in the buffer until the next reading.</summary>
    private ReadOnlySpan<byte> Word(string what)
    {
        while (Fill() && buffer[at] is (byte)' ' or (byte)'\t' or (byte)'\r')
            at++;
        if (end - at < LongestWord)
            Refill();
        if (at == end)
            throw Error(what, "a number", "the end of the file");
        if (buffer[at] == '\n')
            throw Error(what, "a number", "the end of the line");
        int start = at;
        while (at < end && buffer[at] > ' ' && at - start < LongestWord)
            at++;
        return buffer.AsSpan(start, at - start);
    }

    private static string Shown(ReadOnlySpan<byte> word) => $"'{Encoding.Latin1.GetString(word[..Math.Min(40, word.Length)])}'";

    private void Skip()
    {
        if (buffer[at++] == '\n')
            Line++;
    }

    /// <returns>Whether there is a byte.</returns>
    private bool Fill()
    {
        if (at == end)
            Refill();
        return at < end;
    }

    private void Refill()
    {
        buffer.AsSpan(at, end - at).CopyTo(buffer);
        (end, at) = (end - at, 0);
        for (int read; end < LongestWord && (read = stream.Read(buffer, end, buffer.Length - end)) > 0;)
            end += read;
    }
}
