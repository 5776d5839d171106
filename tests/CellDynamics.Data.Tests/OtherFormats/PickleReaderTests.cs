using CellDynamics.Data.OtherFormats;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.OtherFormats;

/// <summary>Files of <c>tests/Golden/array_files.py</c>.</summary>
public class PickleReaderTests
{
    public static TheoryData<string> Hostile =>
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(NpyMatrixTests.Golden("x"))!, "hostile_*.pickle").Select(file => Path.GetFileName(file)).Order()];

    [Theory]
    [InlineData("data_2.pickle")]
    [InlineData("data_3.pickle")]
    [InlineData("data_4.pickle")]
    [InlineData("data_5.pickle")]
    [InlineData("numpy2.pickle")]
    public void Plain_values_and_arrays_of_whole_numbers_come_back(string name)
    {
        var map = Assert.IsType<PickleMap>(PickleReader.Read(NpyMatrixTests.Golden(name)));
        object? Of(object key) => map.Entries.Single(entry => Equals(entry.Key, key)).Value;
        Assert.Equal("ß and ☃", Of("text"));
        Assert.Equal([0L, 255L, 256L, 65536L, -1L, 1L << 31, -(1L << 40), 1L << 62], Items(Of("whole")));
        Assert.Equal((0.25, true, false, null), (Of("real"), Of("yes"), Of("no"), Of("nothing")));
        Assert.Equal([0, 255], Assert.IsType<byte[]>(Of("bytes")));
        Assert.Empty(Assert.IsType<byte[]>(Of("none at all")));
        Assert.Equal([0, 2, 3, 4], Items(Of("tuples")).Select(tuple => Items(tuple).Count));
        Assert.Equal([5, 6, 7], Array(Of("int64")));
        Assert.Same(Of("int64"), Of("again"));
        Assert.Equal([-1, 2], Array(Of("int32")));
        Assert.Equal([200], Array(Of("uint8")));
        Assert.Equal([1, 0], Array(Of("bool")));
        Assert.Equal([-300], Array(Of("int16")));
        Assert.Equal([1L << 40], Array(Of("uint64")));
        Assert.Empty(Array(Of("no rows")));
        Assert.Equal([2, 3], Assert.IsType<PickleArray>(Of("square")).Shape);
        Assert.Equal([0, 1, 2, 3, 4, 5], Array(Of("square")));
        Assert.Equal(("by number", "by real", "by numpy", "by numpy real"), (Of(7L), Of(2.5), Of(9L), Of(0.5)));
        Assert.Equal(Enumerable.Range(0, 2500).Select(i => (object?)(long)i), Items(Of("long list")));
        Assert.Equal(25, map.Entries.Count);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_pickle_that_is_a_program_or_broken_is_refused_in_words(string name)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Assert.Throws<ArrayFileException>(() => PickleReader.Read(NpyMatrixTests.Golden(name)));
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Cure);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Theory]
    [InlineData("hostile_system_2.pickle", ".system")]
    [InlineData("hostile_system_4.pickle", ".system")]
    [InlineData("hostile_eval.pickle", "__builtin__.eval")]
    [InlineData("hostile_import.pickle", "numpy.testing._private.utils.runstring")]
    [InlineData("hostile_floats.pickle", "type f8")]
    [InlineData("hostile_protocol_0.pickle", "protocol 2 to 5")]
    [InlineData("hostile_protocol_9.pickle", "protocol 9")]
    [InlineData("hostile_cut.pickle", "cut off")]
    [InlineData("hostile_set.pickle", "instruction 0x8f")]
    [InlineData("hostile_again.pickle", "again and again")]
    [InlineData("hostile_fortran.pickle", "C order")]
    [InlineData("hostile_shape.pickle", "shape (4)")]
    public void The_refusal_says_what_was_found(string name, string said) =>
        Assert.Contains(said, Assert.Throws<ArrayFileException>(() => PickleReader.Read(NpyMatrixTests.Golden(name))).Message, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_does_not_exhaust_the_stack()
    {
        object? value = PickleReader.Read(NpyMatrixTests.Golden("deep.pickle"));
        int depth = 0;
        for (; value is PickleList list; depth++)
            value = Assert.Single(list.Items);
        Assert.Equal((30000, 1L), (depth, value));
    }

    [Fact]
    public void No_changed_byte_ends_in_anything_but_a_value_or_a_refusal()
    {
        byte[] whole = File.ReadAllBytes(NpyMatrixTests.Golden("../trellis/split_patient_test_pdo21.pickle"));
        using var scratch = new ScratchFolder();
        string path = scratch.File("changed.pickle");
        int refused = 0;
        for (int place = 2; place < whole.Length; place++)
        {
            foreach (byte changed in new byte[] { (byte)'.', (byte)'R', 0xff })
            {
                byte[] bytes = [.. whole];
                bytes[place] = changed;
                File.WriteAllBytes(path, bytes);
                if (Record.Exception(() => PickleReader.Read(path)) is { } problem)
                {
                    Assert.IsType<ArrayFileException>(problem);
                    refused++;
                }
            }
        }
        Assert.InRange(refused, whole.Length / 2, 3 * whole.Length);
    }

    private static IReadOnlyList<object?> Items(object? value) => Assert.IsType<PickleList>(value).Items;

    private static long[] Array(object? value) => Assert.IsType<PickleArray>(value).Values;
}
