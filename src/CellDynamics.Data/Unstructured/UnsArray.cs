using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Unstructured;

/// <summary>An array of numbers of any rank, row-major.</summary>
public sealed record UnsArray : UnsNode
{
    /// <param name="shape">Extents, slowest first.</param>
    /// <param name="values"><c>double[]</c>, <c>float[]</c>, <c>int[]</c>, <c>long[]</c> or <c>bool[]</c>: the type written and read back.</param>
    /// <exception cref="ArgumentException">The length is not the product of the extents, or the type is another one.</exception>
    public UnsArray(int[] shape, Array values)
    {
        if (values is not (double[] or float[] or int[] or long[] or bool[]))
            throw new ArgumentException($"Arrays of {values.GetType().GetElementType()} are not written.", nameof(values));
        if (shape.Aggregate(1L, (product, extent) => product * extent) != values.LongLength)
            throw new ArgumentException($"A {string.Join(" × ", shape)} array does not have {values.LongLength} values.", nameof(values));
        (Shape, Values) = (shape, values);
    }

    /// <summary>Extents, slowest first.</summary>
    public int[] Shape { get; }

    /// <summary>Row-major, of the stored type.</summary>
    public Array Values { get; }

    public override string Description => $"a {string.Join(" × ", Shape)} array of {Values.GetType().GetElementType()!.Name}";

    public static UnsArray Of(double[] values) => new([values.Length], values);

    public static UnsArray Of(float[] values) => new([values.Length], values);

    public static UnsArray Of(int[] values) => new([values.Length], values);

    public static UnsArray Of(DenseMatrix matrix) => new([matrix.Rows, matrix.Columns], matrix.Values);

    public double[] AsDoubles() => Values switch
    {
        double[] v => v,
        float[] v => Array.ConvertAll(v, x => (double)x),
        int[] v => Array.ConvertAll(v, x => (double)x),
        long[] v => Array.ConvertAll(v, x => (double)x),
        bool[] v => Array.ConvertAll(v, x => x ? 1.0 : 0.0),
        _ => throw new InvalidOperationException(Description),
    };

    public float[] AsFloats() => Values as float[] ?? Array.ConvertAll(AsDoubles(), x => (float)x);

    /// <exception cref="OverflowException">A value does not fit.</exception>
    public int[] AsInts() => Values as int[] ?? Array.ConvertAll(AsDoubles(), x => checked((int)x));

    /// <exception cref="InvalidOperationException">The array is not two-dimensional.</exception>
    public DenseMatrix AsMatrix() =>
        Shape.Length == 2 ? new(Shape[0], Shape[1], AsDoubles()) : throw new InvalidOperationException($"Not a matrix: {Description}.");
}
