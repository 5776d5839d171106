using CellDynamics.Data.Unstructured;

namespace CellDynamics.Runs.Results.Treatments;

/// <summary>Rows of a record as a group of columns, one array each: what pandas makes a table of.</summary>
internal sealed class ResultColumns<T>(IReadOnlyList<T> rows)
{
    private readonly Dictionary<string, UnsNode> columns = [];

    public ResultColumns<T> Texts(string name, Func<T, string> value) => Add(name, new UnsTexts([.. rows.Select(value)]));

    public ResultColumns<T> Numbers(string name, Func<T, double> value) => Add(name, UnsArray.Of([.. rows.Select(value)]));

    public ResultColumns<T> Integers(string name, Func<T, int> value) => Add(name, UnsArray.Of([.. rows.Select(value)]));

    public ResultColumns<T> Flags(string name, Func<T, bool> value) => Add(name, new UnsArray([rows.Count], rows.Select(value).ToArray()));

    /// <summary>NaN where there is no dose.</summary>
    public ResultColumns<T> Doses(Func<T, double?> value) => Numbers(ResultKeys.Dose, row => value(row) ?? double.NaN);

    /// <summary>One list per row, <c>[rows, width]</c>.</summary>
    public ResultColumns<T> Lists(string name, int width, Func<T, double[]> value) =>
        Add(name, new UnsArray([rows.Count, width], rows.SelectMany(value).ToArray()));

    public UnsGroup Group() => new(columns);

    private ResultColumns<T> Add(string name, UnsNode node)
    {
        columns.Add(name, node);
        return this;
    }
}
