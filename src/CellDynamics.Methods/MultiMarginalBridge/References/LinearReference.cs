using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.MultiMarginalBridge.References;

/// <summary>b(x) = A x + c, the Ornstein–Uhlenbeck process when A is stable. θ is A row by row, then c.</summary>
internal sealed class LinearReference : IReference
{
    // Keeps the regression solvable where the paths do not span every direction; small against any drift that matters.
    private const double Ridge = 1e-6;

    private readonly double[] parameters;

    public LinearReference(int dimensions, double[]? parameters = null)
    {
        Dimensions = dimensions;
        this.parameters = parameters ?? new double[dimensions * (dimensions + 1)];
    }

    public int Dimensions { get; }

    public double[] Parameters => parameters;

    public IReadOnlyList<string> ParameterNames => Dimensions > 3 ? [] :
        [.. from i in Enumerable.Range(1, Dimensions) from j in Enumerable.Range(1, Dimensions) select $"a{i}{j}",
         .. Enumerable.Range(1, Dimensions).Select(i => $"c{i}")];

    public void Drift(ReadOnlySpan<double> state, Span<double> drift)
    {
        SmallMatrix.Apply(parameters, state, drift);
        SmallMatrix.AddScaled(drift, 1, parameters.AsSpan(Dimensions * Dimensions));
    }

    public void Jacobian(ReadOnlySpan<double> state, Span<double> jacobian) => parameters.AsSpan(0, Dimensions * Dimensions).CopyTo(jacobian);

    public IReference Fit(PathIncrements increments, FitContext context)
    {
        int d = Dimensions, width = d + 1;
        double[] gram = new double[width * width], moments = new double[width * d], features = new double[width];
        for (int i = 0; i < increments.Count; i++)
        {
            increments.State(i).CopyTo(features);
            features[d] = 1;
            for (int j = 0; j < width; j++)
            {
                SmallMatrix.AddScaled(gram.AsSpan(j * width, width), features[j], features);
                SmallMatrix.AddScaled(moments.AsSpan(j * d, d), features[j], increments.Slope(i));
            }
        }
        double scale = Enumerable.Range(0, width).Average(j => gram[j * width + j]);
        for (int j = 0; j < width; j++)
            gram[j * width + j] += Ridge * scale;
        double[] factor = new double[width * width], fitted = new double[d * width], column = new double[width];
        SmallMatrix.Cholesky(gram, factor, width);
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < width; j++)
                column[j] = moments[j * d + i];
            SmallMatrix.SolveLower(factor, column);
            SmallMatrix.SolveUpper(factor, column);
            column.AsSpan(0, d).CopyTo(fitted.AsSpan(i * d, d));
            fitted[d * d + i] = column[d];
        }
        return With(fitted);
    }

    public IReference With(double[] parameters) => new LinearReference(Dimensions, parameters);
}
