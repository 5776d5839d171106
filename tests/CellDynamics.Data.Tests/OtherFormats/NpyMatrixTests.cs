using CellDynamics.Data.Annotated;
using CellDynamics.Data.OtherFormats;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.OtherFormats;

/// <summary>Files of <c>tests/Golden/array_files.py</c>: 7 × 5 values, value i is i / 8 − 2.</summary>
public class NpyMatrixTests
{
    [Theory]
    [InlineData("double.npy")]
    [InlineData("single.npy")]
    [InlineData("version2.npy")]
    public void Rows_are_read_in_the_order_asked_for_and_columns_from_the_left(string name)
    {
        using NpyMatrix matrix = NpyMatrix.Open(Golden(name));
        Assert.Equal((7, 5), (matrix.Rows, matrix.Columns));
        DenseMatrix read = matrix.ReadRows([6, 0, 6], 4);
        Assert.Equal([2, 2.125, 2.25, 2.375, .. new[] { -2, -1.875, -1.75, -1.625 }, 1.75, 1.875, 2, 2.125], ShiftedBy(read));
        Assert.Equal(0, matrix.ReadRows([], 5).Rows);

        // Row 6 begins with 30 / 8 − 2 = 1.75; the first expectation is moved by a quarter so that equal rows do not stand side by side.
        static double[] ShiftedBy(DenseMatrix m) => [.. m.Values.Select((value, i) => i < 4 ? value + 0.25 : value)];
    }

    [Theory]
    [InlineData("fortran.npy", "Fortran order")]
    [InlineData("big_endian.npy", ">f8")]
    [InlineData("whole.npy", "<i8")]
    [InlineData("objects.npy", "|O")]
    [InlineData("structured.npy", "one number type")]
    [InlineData("vector.npy", "shape (5)")]
    [InlineData("cut.npy", "cut off")]
    [InlineData("cut_header.npy", "header of at most")]
    [InlineData("huge_header.npy", "header of at most")]
    [InlineData("huge_shape.npy", "9223372036854775807 × 2147483647")]
    [InlineData("data_4.pickle", "a .npy file")]
    [InlineData("hostile_empty.pickle", "a .npy file")]
    public void Other_files_are_refused_in_words(string name, string said)
    {
        var refusal = Assert.Throws<ArrayFileException>(() => NpyMatrix.Open(Golden(name)));
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Cure);
    }

    [Theory]
    [InlineData(7, 5)]
    [InlineData(-1, 5)]
    [InlineData(long.MaxValue, 5)]
    [InlineData(0, 6)]
    public void Rows_and_columns_outside_the_matrix_are_refused(long row, int columns)
    {
        using NpyMatrix matrix = NpyMatrix.Open(Golden("double.npy"));
        Assert.Throws<ArrayFileException>(() => matrix.ReadRows([row], columns));
    }

    [Fact]
    public void A_matrix_of_many_gigabytes_is_not_read_whole()
    {
        using var scratch = new ScratchFolder();
        string path = scratch.File("large.npy");
        byte[] header = File.ReadAllBytes(Golden("double.npy"))[..128];
        "(1073741824, 5), }"u8.CopyTo(header.AsSpan(header.AsSpan().IndexOf("(7, 5), }"u8)));
        using (FileStream file = File.Create(path))
        {
            // A sparse file: forty gigabytes of nothing but its last value.
            file.Write(header);
            file.Position = 128 + (1L << 30) * 5 * 8 - 8;
            file.Write(BitConverter.GetBytes(0.75));
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        using NpyMatrix matrix = NpyMatrix.Open(path);
        Assert.Equal([0, 0, 0, 0, 0.75], matrix.ReadRows([(1L << 30) - 1], 5).Values);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    internal static string Golden(string name) => Path.Combine(SharedData.RepositoryRoot(), "tests", "Golden", "arrays", name);
}
