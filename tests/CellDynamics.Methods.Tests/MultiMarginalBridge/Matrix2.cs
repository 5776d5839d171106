namespace CellDynamics.Methods.Tests.MultiMarginalBridge;

/// <summary>A 2 × 2 matrix: enough for closed forms of Gaussian bridges, and none of the code under test.</summary>
internal readonly record struct Matrix2(double A, double B, double C, double D)
{
    public static Matrix2 Identity => new(1, 0, 0, 1);

    public double Trace => A + D;

    public double Determinant => A * D - B * C;

    public Matrix2 Transposed => new(A, C, B, D);

    public Matrix2 Inverse => new Matrix2(D, -B, -C, A) * (1 / Determinant);

    /// <summary>Of a positive definite matrix: (M + √det I) / √(tr + 2 √det).</summary>
    public Matrix2 Root => (this + Identity * Math.Sqrt(Determinant)) * (1 / Math.Sqrt(Trace + 2 * Math.Sqrt(Determinant)));

    public static Matrix2 operator +(Matrix2 x, Matrix2 y) => new(x.A + y.A, x.B + y.B, x.C + y.C, x.D + y.D);

    public static Matrix2 operator -(Matrix2 x, Matrix2 y) => x + y * -1;

    public static Matrix2 operator *(Matrix2 x, double s) => new(x.A * s, x.B * s, x.C * s, x.D * s);

    public static Matrix2 operator *(Matrix2 x, Matrix2 y) =>
        new(x.A * y.A + x.B * y.C, x.A * y.B + x.B * y.D, x.C * y.A + x.D * y.C, x.C * y.B + x.D * y.D);

    public static (double X, double Y) operator *(Matrix2 m, (double X, double Y) v) => (m.A * v.X + m.B * v.Y, m.C * v.X + m.D * v.Y);
}
