using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Embedding;

/// <summary>The two directions of largest variance of a cloud that already has few dimensions.</summary>
internal static class PrincipalAxes
{
    private const int Iterations = 200;

    /// <returns>Centred coordinates along the two axes, <c>[cells, 2]</c>; the second column is zero for one-dimensional states.</returns>
    public static DenseMatrix Project(DenseMatrix states)
    {
        int dims = states.Columns;
        double[] mean = Mean(states);
        double[] covariance = Covariance(states, mean);
        double[] first = TopEigenvector(covariance, dims, null), second = dims > 1 ? TopEigenvector(covariance, dims, first) : new double[dims];
        var projected = new DenseMatrix(states.Rows, 2);
        for (int i = 0; i < states.Rows; i++)
        {
            for (int j = 0; j < dims; j++)
            {
                double centred = states[i, j] - mean[j];
                projected[i, 0] += centred * first[j];
                projected[i, 1] += centred * second[j];
            }
        }
        return projected;
    }

    private static double[] Mean(DenseMatrix states)
    {
        double[] mean = new double[states.Columns];
        for (int i = 0; i < states.Rows; i++)
        {
            for (int j = 0; j < mean.Length; j++)
                mean[j] += states[i, j] / states.Rows;
        }
        return mean;
    }

    private static double[] Covariance(DenseMatrix states, double[] mean)
    {
        int dims = states.Columns;
        double[] covariance = new double[dims * dims];
        for (int i = 0; i < states.Rows; i++)
        {
            for (int j = 0; j < dims; j++)
            {
                for (int k = 0; k < dims; k++)
                    covariance[j * dims + k] += (states[i, j] - mean[j]) * (states[i, k] - mean[k]) / states.Rows;
            }
        }
        return covariance;
    }

    /// <summary>Power iteration, kept orthogonal to <paramref name="avoided"/>; the sign makes the largest entry positive.</summary>
    private static double[] TopEigenvector(double[] matrix, int dims, double[]? avoided)
    {
        double[] vector = [.. Enumerable.Range(0, dims).Select(i => 1.0 / (i + 1 + (avoided is null ? 0 : dims % 7)))];
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            Orthogonalise(vector, avoided);
            double[] next = new double[dims];
            for (int i = 0; i < dims; i++)
            {
                for (int j = 0; j < dims; j++)
                    next[i] += matrix[i * dims + j] * vector[j];
            }
            Orthogonalise(next, avoided);
            double norm = Math.Sqrt(next.Sum(x => x * x));
            if (norm < 1e-300)
                break;
            vector = Array.ConvertAll(next, x => x / norm);
        }
        double sign = Math.Sign(vector.MaxBy(Math.Abs));
        return Array.ConvertAll(vector, x => x * sign);
    }

    private static void Orthogonalise(double[] vector, double[]? avoided)
    {
        if (avoided is null)
            return;
        double overlap = vector.Zip(avoided, (x, y) => x * y).Sum();
        for (int i = 0; i < vector.Length; i++)
            vector[i] -= overlap * avoided[i];
    }
}
