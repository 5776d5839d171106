namespace CellDynamics.Data.Annotated;

/// <summary>A row-major matrix of doubles, <c>[rows, columns]</c>: the value that passes between the projects, so that no tensor library has to.</summary>
public sealed class DenseMatrix
{
    /// <param name="rows">Number of rows, usually cells.</param>
    /// <param name="columns">Number of columns, usually dimensions or genes.</param>
    /// <param name="values">Row-major, <c>[rows * columns]</c>; kept, not copied.</param>
    /// <exception cref="ArgumentException">The length of <paramref name="values"/> is not rows × columns.</exception>
    public DenseMatrix(int rows, int columns, double[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if ((long)rows * columns != values.Length)
            throw new ArgumentException($"A {rows} × {columns} matrix needs {(long)rows * columns} values, found {values.Length}.", nameof(values));
        (Rows, Columns, Values) = (rows, columns, values);
    }

    /// <summary>A matrix of zeros.</summary>
    public DenseMatrix(int rows, int columns) : this(rows, columns, new double[checked(rows * columns)]) { }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Row-major storage, <c>[rows * columns]</c>.</summary>
    public double[] Values { get; }

    public double this[int row, int column]
    {
        get => Values[row * Columns + column];
        set => Values[row * Columns + column] = value;
    }

    public Span<double> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>A copy of the named rows, in the order given, <c>[rows.Count, columns]</c>.</summary>
    public DenseMatrix SelectRows(IReadOnlyList<int> rows)
    {
        var selected = new DenseMatrix(rows.Count, Columns);
        for (int i = 0; i < rows.Count; i++)
            Row(rows[i]).CopyTo(selected.Row(i));
        return selected;
    }

    /// <summary>A copy of one column, <c>[rows]</c>.</summary>
    public double[] Column(int column)
    {
        double[] values = new double[Rows];
        for (int i = 0; i < Rows; i++)
            values[i] = this[i, column];
        return values;
    }

    /// <summary>The matrices one below the other; all must have the same number of columns.</summary>
    public static DenseMatrix Stack(IReadOnlyList<DenseMatrix> parts)
    {
        int columns = parts.Count == 0 ? 0 : parts[0].Columns;
        var stacked = new DenseMatrix(parts.Sum(p => p.Rows), columns);
        int offset = 0;
        foreach (DenseMatrix part in parts)
        {
            if (part.Columns != columns)
                throw new ArgumentException($"Cannot stack {part.Columns} columns under {columns}.", nameof(parts));
            part.Values.CopyTo(stacked.Values, offset);
            offset += part.Values.Length;
        }
        return stacked;
    }
}
