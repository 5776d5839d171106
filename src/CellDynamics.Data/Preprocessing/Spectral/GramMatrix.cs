using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Preprocessing.Spectral;

/// <summary>Accumulates XᵀX of row blocks, sparse or dense, in bounded memory; the sum's order does not depend on the number of threads.</summary>
internal sealed class GramMatrix(int size)
{
    private const int Tile = 48;
    private const int Band = 256;
    private const int Slices = 8;
    private const double SparseLimit = 0.2;

    /// <summary>Row-major <c>[size, size]</c>; only the upper triangle until <see cref="Complete"/>.</summary>
    public double[] Values { get; } = new double[(long)size * size];

    public void Add(SparseRows rows)
    {
        if (rows.Values.Length < SparseLimit * rows.Rows * size)
            Parallel.For(0, Slices, slice => AddSparse(rows, slice));
        else
            for (int first = 0; first < rows.Rows; first += Band)
                AddDense(Transposed(rows, first, Math.Min(Band, rows.Rows - first)), Math.Min(Band, rows.Rows - first));
    }

    /// <summary>Dense rows as columns of a row-major array, <c>[size, length]</c>.</summary>
    public void AddDense(double[] columns, int length)
    {
        int tiles = (size + Tile - 1) / Tile;
        Parallel.For(0, tiles, a =>
        {
            for (int b = a; b < tiles; b++)
                AddTile(columns, length, a * Tile, b * Tile);
        });
    }

    /// <summary>Copies the upper triangle into the lower one.</summary>
    public double[] Complete()
    {
        for (int i = 0; i < size; i++)
            for (int j = i + 1; j < size; j++)
                Values[j * size + i] = Values[i * size + j];
        return Values;
    }

    private void AddTile(double[] columns, int length, int rowStart, int columnStart)
    {
        int rowEnd = Math.Min(size, rowStart + Tile);
        int columnEnd = Math.Min(size, columnStart + Tile);
        for (int i = rowStart; i < rowEnd; i++)
        {
            ReadOnlySpan<double> left = columns.AsSpan(i * length, length);
            for (int j = Math.Max(i, columnStart); j < columnEnd; j++)
                Values[i * size + j] += TensorPrimitives.Dot(left, columns.AsSpan(j * length, length));
        }
    }

    private void AddSparse(SparseRows rows, int slice)
    {
        for (int row = 0; row < rows.Rows; row++)
        {
            int end = rows.Pointers[row + 1];
            for (int a = rows.Pointers[row]; a < end; a++)
            {
                if (rows.Indices[a] % Slices != slice)
                    continue;
                double value = rows.Values[a];
                Span<double> target = Values.AsSpan(rows.Indices[a] * size, size);
                for (int b = a; b < end; b++)
                    target[rows.Indices[b]] += value * rows.Values[b];
            }
        }
    }

    private double[] Transposed(SparseRows rows, int first, int count)
    {
        double[] columns = new double[size * count];
        for (int row = 0; row < count; row++)
            for (int i = rows.Pointers[first + row]; i < rows.Pointers[first + row + 1]; i++)
                columns[rows.Indices[i] * count + row] = rows.Values[i];
        return columns;
    }
}
