using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing.Spectral;
using CsCheck;

namespace CellDynamics.Data.Tests.Preprocessing;

public class SpectralTests
{
    [Fact]
    public void Eigenpairs_satisfy_their_equation_and_are_orthonormal() =>
        Gen.Int[1, 40].SelectMany(size => Gen.Double[-1, 1].Array[size * size].Select(values => (size, values))).Sample(sample =>
        {
            (int n, double[] raw) = sample;
            double[] matrix = new double[n * n];
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    matrix[i * n + j] = raw[i * n + j] + raw[j * n + i];
            (double[] values, double[] vectors) = SymmetricEigen.Largest(matrix, n, n);
            Assert.Equal(Enumerable.Range(0, n).Sum(i => matrix[i * n + i]), values.Sum(), 1e-10 * n);
            for (int a = 0; a < n; a++)
                for (int i = 0; i < n; i++)
                {
                    double product = Enumerable.Range(0, n).Sum(j => matrix[i * n + j] * vectors[a * n + j]);
                    Assert.Equal(values[a] * vectors[a * n + i], product, 1e-9);
                    double inner = Enumerable.Range(0, n).Sum(j => vectors[a * n + j] * vectors[i * n + j]);
                    Assert.Equal(a == i ? 1 : 0, inner, 1e-10);
                }
        }, iter: 50);

    [Fact]
    public void Equal_eigenvalues_are_found_as_often_as_they_occur()
    {
        double[] diagonal = [.. Enumerable.Range(0, 30).Select(i => i < 4 ? 5.0 : i < 8 ? 2.0 : 0.0)];
        double[] matrix = new double[900];
        for (int i = 0; i < 30; i++)
            matrix[i * 31] = diagonal[i];
        Assert.All(SymmetricEigen.Largest(matrix, 30, 8).Values.Zip(diagonal), p => Assert.Equal(p.Second, p.First, 1e-12));
        Assert.All(SymmetricEigen.Largest(new double[900], 30, 5).Values, v => Assert.Equal(0, v));
    }

    [Fact]
    public void The_leading_pairs_of_a_large_matrix_converge_before_the_end()
    {
        const int n = 700;
        double[] matrix = new double[n * n];
        // Known spectrum under a reflection, which is orthogonal and symmetric.
        double[] axis = [.. Enumerable.Range(0, n).Select(i => Math.Sin(i + 1))];
        double norm = axis.Sum(v => v * v);
        double[] spectrum = [.. Enumerable.Range(0, n).Select(i => 100.0 / (1 + i * i))];
        double weighted = axis.Select((v, i) => v * v * spectrum[i]).Sum();
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                matrix[i * n + j] = (i == j ? spectrum[i] : 0) - 2 * axis[i] * axis[j] * (spectrum[i] + spectrum[j]) / norm + 4 * axis[i] * axis[j] * weighted / (norm * norm);
        double[] found = SymmetricEigen.Largest(matrix, n, 20).Values;
        for (int i = 0; i < 20; i++)
            Assert.Equal(spectrum[i], found[i], 1e-9);
    }

    [Fact]
    public void Sparse_and_dense_rows_give_one_gram_matrix() =>
        Gen.Select(Gen.Int[1, 120], Gen.Int[1, 300], Gen.Int[1, 20]).SelectMany((columns, rows, sparsity) =>
            Gen.Int[0, sparsity].Select(v => v == 0 ? 1.5 : 0.0).Array[columns * rows].Select(values => (columns, rows, values))).Sample(sample =>
        {
            (int columns, int rows, double[] values) = sample;
            SparseRows block = SparseRows.OfDense(0, columns, values, rows);
            var blockwise = new GramMatrix(columns);
            blockwise.Add(block);
            double[] transposed = new double[values.Length];
            for (int i = 0; i < rows; i++)
                for (int j = 0; j < columns; j++)
                    transposed[j * rows + i] = values[i * columns + j];
            var dense = new GramMatrix(columns);
            dense.AddDense(transposed, rows);
            double[] expected = dense.Complete();
            Assert.All(blockwise.Complete().Zip(expected), p => Assert.Equal(p.Second, p.First, 1e-9));
        }, iter: 40);
}
