using CellDynamics.Methods.Networks;

namespace CellDynamics.Web.Features.NetworkCharts;

/// <summary>A time between two of a grid; values there are on the straight line between theirs.</summary>
/// <param name="Before">Place in the grid at or before the time.</param>
/// <param name="After">Place at or after it.</param>
/// <param name="Part">How far from the one to the other, 0 to 1.</param>
public readonly record struct TimePlace(int Before, int After, float Part)
{
    /// <param name="times">Ascending, at least one.</param>
    /// <param name="time">Taken to the nearer end where it lies outside.</param>
    public static TimePlace Of(double[] times, double time)
    {
        int after = Array.FindIndex(times, one => one >= time);
        if (after < 0)
            return new(times.Length - 1, times.Length - 1, 0);
        return after == 0 || times[after] == time ? new(after, after, 0) : new(after - 1, after, (float)((time - times[after - 1]) / (times[after] - times[after - 1])));
    }

    /// <param name="course"><c>[times]</c>.</param>
    public float In(float[] course) => course[Before] + Part * (course[After] - course[Before]);

    /// <param name="network">Gives the shape.</param>
    /// <param name="cube">Row-major <c>[types, times, genes]</c>.</param>
    /// <param name="type">Index of the cell type.</param>
    /// <param name="gene">Index of the gene.</param>
    public float In(NetworkFindings network, float[] cube, int type, int gene)
    {
        int genes = network.Genes.Length, first = type * network.Times.Length;
        float before = cube[(first + Before) * genes + gene], after = cube[(first + After) * genes + gene];
        return before + Part * (after - before);
    }
}
