using System.Numerics;
using System.Runtime.InteropServices;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Transport;

/// <summary>A point cloud cut into tiles of neighbouring rows, stored dimension by dimension so that one vector holds several points.</summary>
internal sealed class DistanceTiles
{
    /// <summary>Points per tile: 64 points in 50 dimensions are 25 kB and stay in the first-level cache.</summary>
    private const int Width = 64;

    private readonly int _points;
    private readonly int _dims;
    private readonly double[] _values;

    /// <param name="points">States <c>[points, dims]</c>.</param>
    /// <param name="dims">Dimensions of the other cloud.</param>
    /// <exception cref="ArgumentException">The two clouds have different numbers of dimensions.</exception>
    public DistanceTiles(DenseMatrix points, int dims)
    {
        if (points.Columns != dims)
            throw new ArgumentException($"Both populations must lie in one space: found {dims} and {points.Columns} dimensions.", nameof(points));
        (_points, _dims) = (points.Rows, dims);
        Count = (_points + Width - 1) / Width;
        _values = new double[Count * Width * dims];
        for (int i = 0; i < _points; i++)
            for (int d = 0; d < dims; d++)
                _values[i / Width * Width * dims + d * Width + i % Width] = points.Values[i * dims + d];
    }

    public int Count { get; }

    /// <summary>First point and number of points of a tile.</summary>
    public (int Start, int Width) Range(int tile) => (tile * Width, Math.Min(Width, _points - tile * Width));

    /// <summary>Squared distances from one point to the points of a tile.</summary>
    public void Squared(ReadOnlySpan<double> point, int tile, Span<double> distances)
    {
        Span<double> full = stackalloc double[Width];
        ReadOnlySpan<Vector<double>> lanes = MemoryMarshal.Cast<double, Vector<double>>(_values.AsSpan(tile * Width * _dims, Width * _dims));
        Span<Vector<double>> sums = MemoryMarshal.Cast<double, Vector<double>>(full);
        int perRow = Width / Vector<double>.Count;
        for (int k = 0; k < perRow; k += 2)
        {
            Vector<double> a = default, b = default;
            for (int d = 0; d < _dims; d++)
            {
                var x = new Vector<double>(point[d]);
                Vector<double> da = x - lanes[d * perRow + k], db = x - lanes[d * perRow + k + 1];
                a += da * da;
                b += db * db;
            }
            (sums[k], sums[k + 1]) = (a, b);
        }
        full[..distances.Length].CopyTo(distances);
    }
}
