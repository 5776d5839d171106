using CellDynamics.Data.Unstructured;
using PureHDF;

namespace CellDynamics.Data.H5ad.Layout;

/// <summary>The tree of <c>uns</c> as anndata 0.8 stores it.</summary>
internal static class UnsLayout
{
    public static H5Object Of(UnsNode node) => node switch
    {
        UnsGroup group => H5Layout.Group("dict", "0.1.0", group.Children.Select(p => (p.Key, Of(p.Value)))),
        UnsText text => H5Layout.Text(text.Value),
        UnsTexts texts => H5Layout.Texts(texts.Values),
        UnsFlag flag => H5Layout.Scalar(flag.Value ? H5Layout.Flag.TRUE : H5Layout.Flag.FALSE),
        UnsNumber { Value: var v } when Math.Abs(v) < 1L << 53 && v == Math.Truncate(v) => H5Layout.Scalar((long)v),
        UnsNumber number => H5Layout.Scalar(number.Value),
        UnsArray { Values: bool[] flags } array => H5Layout.Array(H5Layout.Flagged(flags), array.Shape),
        UnsArray array => H5Layout.Array(array.Values, array.Shape),
        UnsSparse sparse => Sparse(sparse),
        _ => throw new ArgumentException($"{node.Description} is not written."),
    };

    private static H5Group Sparse(UnsSparse matrix)
    {
        H5Group group = H5Layout.Group("csr_matrix", "0.1.0",
        [
            ("data", H5Layout.Plain(matrix.Values, [matrix.Values.Length])),
            ("indices", H5Layout.Plain(matrix.Indices, [matrix.Indices.Length])),
            ("indptr", H5Layout.Plain(matrix.Pointers, [matrix.Pointers.Length])),
        ]);
        group.Attributes["shape"] = new H5Attribute(new long[] { matrix.Rows, matrix.Columns });
        return group;
    }
}
