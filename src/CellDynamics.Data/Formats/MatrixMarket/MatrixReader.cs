using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Formats.MatrixMarket;

/// <summary>The head of a Matrix Market file and its entries.</summary>
internal sealed class MatrixReader : IDisposable
{
    private readonly MatrixText text;
    private readonly bool isPattern;
    private readonly long entries;

    /// <exception cref="DatasetFileException">No sparse general matrix of real numbers.</exception>
    public MatrixReader(string path, Stream stream)
    {
        text = new MatrixText(path, stream);
        string banner = text.RestOfLine();
        string[] words = banner.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["%%matrixmarket", "matrix", "coordinate", "integer" or "real" or "pattern", "general"])
            throw new DatasetFileException(path, "line 1", "%%MatrixMarket matrix coordinate integer (or real, or pattern) general", banner, Cure(words));
        (isPattern, DType) = (words[3] == "pattern", words[3] == "real" ? "float64" : "int64");
        if (!text.MoveToWord())
            throw text.Error("", "the numbers of rows, columns and entries", "the end of the file");
        Rows = text.Coordinate(int.MaxValue, "number of rows");
        Columns = text.Coordinate(int.MaxValue, "number of columns");
        entries = text.Count("number of entries");
        text.EndLine();
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary><c>int64</c> or <c>float64</c>.</summary>
    public string DType { get; }

    /// <summary>All entries as they stand in the file, from 0.</summary>
    /// <exception cref="DatasetFileException">A line is none, or there are fewer or more than the head says.</exception>
    public void Read(Action<int, int, double> add)
    {
        for (long count = 0; count < entries; count++)
        {
            if (!text.MoveToWord())
                throw text.Error("", $"{NumberText.Grouped(entries)} entries, as the head says", $"the end of the file after {NumberText.Grouped(count)}");
            int row = text.Coordinate(Rows, "row") - 1;
            int column = text.Coordinate(Columns, "column") - 1;
            double value = isPattern ? 1 : text.Number();
            text.EndLine();
            add(row, column, value);
        }
        if (text.MoveToWord())
            throw text.Error("", $"the end of the file after {NumberText.Grouped(entries)} entries, as the head says", "more");
    }

    public void Dispose() => text.Dispose();

    private static string Cure(string[] words) => words switch
    {
        [_, _, _, _, "symmetric" or "skew-symmetric" or "hermitian"] => "A symmetric matrix compares cells with cells or genes with genes: choose the matrix of cells and genes.",
        [_, _, "array", ..] => "Write it as a sparse matrix, in Python: scipy.io.mmwrite(path, scipy.sparse.csr_matrix(m)).",
        _ => "Write it again with the program that made it.",
    };
}
