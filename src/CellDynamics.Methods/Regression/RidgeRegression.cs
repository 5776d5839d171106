using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Regression;

/// <summary>Several targets regressed on the same standardised features, each with a penalty of its own.</summary>
/// <remarks>Ref: Hoerl &amp; Kennard 1970, ridge; Golub, Heath &amp; Wahba 1979, generalised cross-validation, which chooses the penalty. Works on second moments, so the number of rows costs one pass.</remarks>
internal sealed class RidgeRegression
{
    /// <summary>Against standardised features and mean squares: 1 halves a coefficient whose feature is unrelated to the others.</summary>
    private static readonly double[] Penalties = [.. Enumerable.Range(-12, 17).Select(power => Math.Pow(10, power / 2.0))];

    private readonly double[] means, deviations, targetMeans;

    private RidgeRegression(Moments moments, DenseMatrix standardised, double[] penalties)
    {
        (means, deviations, targetMeans, Standardised, PenaltyOf) = (moments.Means, moments.Deviations, moments.TargetMeans, standardised, penalties);
    }

    /// <summary>Change of a target with one standard deviation of a feature, <c>[targets, features]</c>; 0 for a feature that never varies.</summary>
    public DenseMatrix Standardised { get; }

    /// <summary>The penalty chosen for each target, <c>[targets]</c>.</summary>
    public double[] PenaltyOf { get; }

    /// <param name="features"><c>[rows, features]</c>.</param>
    /// <param name="targets"><c>[rows, targets]</c>; no rows: every target is 0.</param>
    public static RidgeRegression Fit(DenseMatrix features, DenseMatrix targets)
    {
        var moments = new Moments(features, targets);
        int p = features.Columns, n = features.Rows;
        var best = new DenseMatrix(targets.Columns, p);
        double[] scores = [.. Enumerable.Repeat(double.PositiveInfinity, targets.Columns)], penalties = [.. Enumerable.Repeat(Penalties[^1], targets.Columns)];
        double[] factor = new double[p * p], coefficients = new double[p];
        foreach (double penalty in Penalties)
        {
            moments.Factor(penalty, factor);
            double spent = (1 + moments.Freedom(penalty, factor)) / n;
            if (!(spent < 1))
                continue;
            for (int target = 0; target < targets.Columns; target++)
            {
                double score = moments.Solve(target, factor, coefficients) / ((1 - spent) * (1 - spent));
                if (!(score < scores[target]))
                    continue;
                (scores[target], penalties[target]) = (score, penalty);
                coefficients.CopyTo(best.Row(target));
            }
        }
        return new RidgeRegression(moments, best, penalties);
    }

    /// <summary>Change of a target with one unit of a feature.</summary>
    public double Slope(int target, int feature) => deviations[feature] > 0 ? Standardised[target, feature] / deviations[feature] : 0;

    /// <param name="features"><c>[rows, features]</c>.</param>
    /// <returns><c>[rows, targets]</c>.</returns>
    public DenseMatrix Predict(DenseMatrix features)
    {
        var targets = new DenseMatrix(features.Rows, targetMeans.Length);
        double[] standard = new double[features.Columns];
        for (int row = 0; row < features.Rows; row++)
        {
            for (int j = 0; j < standard.Length; j++)
                standard[j] = deviations[j] > 0 ? (features[row, j] - means[j]) / deviations[j] : 0;
            for (int target = 0; target < targets.Columns; target++)
                targets[row, target] = targetMeans[target] + SmallMatrix.Dot(Standardised.Row(target), standard);
        }
        return targets;
    }

    /// <summary>Means and second moments of standardised features and centred targets.</summary>
    private sealed class Moments
    {
        private readonly int p;
        private readonly double[] gram, squares;
        private readonly DenseMatrix crossed;

        public Moments(DenseMatrix features, DenseMatrix targets)
        {
            p = features.Columns;
            int n = Math.Max(1, features.Rows);
            (Means, TargetMeans) = (ColumnMeans(features), ColumnMeans(targets));
            Deviations = Spread(features, Means);
            (gram, crossed, squares) = (new double[p * p], new DenseMatrix(targets.Columns, p), new double[targets.Columns]);
            double[] row = new double[p];
            for (int i = 0; i < features.Rows; i++)
            {
                for (int j = 0; j < p; j++)
                    row[j] = Deviations[j] > 0 ? (features[i, j] - Means[j]) / Deviations[j] : 0;
                for (int j = 0; j < p; j++)
                    SmallMatrix.AddScaled(gram.AsSpan(j * p, p), row[j] / n, row);
                for (int target = 0; target < targets.Columns; target++)
                {
                    double y = targets[i, target] - TargetMeans[target];
                    SmallMatrix.AddScaled(crossed.Row(target), y / n, row);
                    squares[target] += y * y / n;
                }
            }
        }

        public double[] Means { get; }

        public double[] Deviations { get; }

        public double[] TargetMeans { get; }

        /// <summary>Cholesky factor of the moments plus the penalty.</summary>
        public void Factor(double penalty, double[] factor)
        {
            double[] penalised = [.. gram];
            for (int j = 0; j < p; j++)
                penalised[j * p + j] += penalty;
            SmallMatrix.Cholesky(penalised, factor, p);
        }

        /// <summary>Σ d / (d + λ) over the eigenvalues d of the moments: p − λ tr (A + λ)⁻¹, the trace as the squares of L⁻¹.</summary>
        public double Freedom(double penalty, double[] factor)
        {
            double trace = 0;
            double[] column = new double[p];
            for (int j = 0; j < p; j++)
            {
                Array.Clear(column);
                column[j] = 1;
                SmallMatrix.SolveLower(factor, column);
                trace += SmallMatrix.Dot(column, column);
            }
            return p - penalty * trace;
        }

        /// <summary>Fills the coefficients and returns the mean squared residual.</summary>
        public double Solve(int target, double[] factor, double[] coefficients)
        {
            crossed.Row(target).CopyTo(coefficients);
            SmallMatrix.SolveLower(factor, coefficients);
            SmallMatrix.SolveUpper(factor, coefficients);
            double[] fitted = new double[p];
            SmallMatrix.Apply(gram, coefficients, fitted);
            return Math.Max(0, squares[target] - 2 * SmallMatrix.Dot(coefficients, crossed.Row(target)) + SmallMatrix.Dot(coefficients, fitted));
        }
    }

    /// <summary>Mean of every column; 0 without rows.</summary>
    internal static double[] ColumnMeans(DenseMatrix rows)
    {
        double[] means = new double[rows.Columns];
        for (int i = 0; i < rows.Rows; i++)
            SmallMatrix.AddScaled(means, 1.0 / rows.Rows, rows.Row(i));
        return means;
    }

    /// <summary>Standard deviation of every column; 0 where it is nothing but rounding.</summary>
    internal static double[] Spread(DenseMatrix rows, double[] means)
    {
        double[] squares = new double[rows.Columns];
        for (int i = 0; i < rows.Rows; i++)
        {
            for (int j = 0; j < squares.Length; j++)
                squares[j] += (rows[i, j] - means[j]) * (rows[i, j] - means[j]) / rows.Rows;
        }
        return [.. squares.Select((square, j) => square > 1e-20 * means[j] * means[j] ? Math.Sqrt(square) : 0)];
    }
}
