namespace CellDynamics.Runs.Results.Treatments;

/// <summary>Reads a group of columns row by row; every column is fetched once.</summary>
internal sealed class ResultRows(ResultSection section)
{
    private readonly Dictionary<string, string[]> texts = [];
    private readonly Dictionary<string, double[]> numbers = [];

    /// <param name="column">A column of texts, which says how many rows there are.</param>
    /// <param name="read">Makes a row of its place.</param>
    public T[] Read<T>(string column, Func<int, T> read) => [.. Enumerable.Range(0, Texts(column).Length).Select(read)];

    public int Count(string column) => Texts(column).Length;

    public string Text(string column, int row) => Texts(column)[row];

    public double Number(string column, int row) => Numbers(column)[row];

    public int Integer(string column, int row) => (int)Numbers(column)[row];

    public bool Flag(string column, int row) => Numbers(column)[row] != 0;

    public double? Dose(int row) => double.IsNaN(Number(ResultKeys.Dose, row)) ? null : Number(ResultKeys.Dose, row);

    /// <summary>A row of a column of lists, <c>[width]</c>.</summary>
    public double[] List(string column, int row)
    {
        double[] all = Numbers(column);
        int width = all.Length / Texts(ResultKeys.Treatment).Length;
        return all[(row * width)..((row + 1) * width)];
    }

    private string[] Texts(string column) => texts.TryGetValue(column, out string[]? found) ? found : texts[column] = section.Texts(column);

    private double[] Numbers(string column) => numbers.TryGetValue(column, out double[]? found) ? found : numbers[column] = section.Doubles(column);
}
