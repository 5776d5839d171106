using System.Numerics;
using System.Runtime.CompilerServices;
using CellDynamics.Data.Annotated;
using PureHDF;
using PureHDF.Selections;

namespace CellDynamics.Data.H5ad.Layout;

/// <summary>A matrix whose place in the file is planned and whose values are streamed by row blocks afterwards.</summary>
internal abstract class PendingMatrix
{
    private const int SparseChunk = 256 << 10;

    /// <summary>The planned object.</summary>
    public abstract H5Object Root { get; }

    public abstract void Stream(H5NativeWriter writer);

    /// <param name="matrix">Read once or twice now and once while streaming.</param>
    /// <param name="keepsTypes">Another type than float32 where that would change a value.</param>
    public static PendingMatrix Plan(ICellMatrix matrix, bool keepsTypes) => (keepsTypes ? ExactType.Of(matrix) : TypeCode.Single) switch
    {
        TypeCode.Int32 => Plan<int>(matrix),
        TypeCode.Int64 => Plan<long>(matrix),
        TypeCode.Double => Plan<double>(matrix),
        _ => Plan<float>(matrix),
    };

    private static PendingMatrix Plan<T>(ICellMatrix matrix) where T : unmanaged, INumberBase<T> => matrix.Kind == "dense" ? new Dense<T>(matrix) : new Sparse<T>(matrix);

    private sealed class Dense<T> : PendingMatrix where T : unmanaged, INumberBase<T>
    {
        private readonly ICellMatrix matrix;
        private readonly H5Dataset<T[]>? dataset;

        public Dense(ICellMatrix matrix)
        {
            this.matrix = matrix;
            int[] shape = [matrix.Rows, matrix.Columns];
            if ((long)matrix.Rows * matrix.Columns == 0)
            {
                Root = H5Layout.Array(Array.Empty<T>(), shape);
                return;
            }
            uint[] chunks = H5Layout.Chunks(shape, Unsafe.SizeOf<T>());
            dataset = new H5Dataset<T[]>([(ulong)matrix.Rows, (ulong)matrix.Columns], chunks,
                H5Layout.Compressed(Unsafe.SizeOf<T>(), new StreamingChunkCache((int)((matrix.Columns + chunks[1] - 1) / chunks[1]))));
            dataset.Attributes["encoding-type"] = "array";
            dataset.Attributes["encoding-version"] = "0.2.0";
            Root = dataset;
        }

        public override H5Object Root { get; }

        public override void Stream(H5NativeWriter writer)
        {
            if (dataset is null)
                return;
            foreach (SparseRows block in matrix.ReadRowBlocks())
            {
                T[] values = new T[block.Rows * block.Columns];
                for (int row = 0; row < block.Rows; row++)
                    for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                        values[row * block.Columns + block.Indices[i]] = T.CreateTruncating(block.Values[i]);
                var part = new HyperslabSelection(2, [(ulong)block.FirstRow, 0], [(ulong)block.Rows, (ulong)block.Columns]);
                writer.Write(dataset, values, new HyperslabSelection(0, (ulong)values.Length), part);
            }
        }
    }

    private sealed class Sparse<T> : PendingMatrix where T : unmanaged, INumberBase<T>
    {
        private readonly ICellMatrix matrix;
        private readonly H5Dataset<T[]>? data;
        private readonly H5Dataset<int[]>? indices;

        public Sparse(ICellMatrix matrix)
        {
            this.matrix = matrix;
            long[] pointers = Pointers(matrix);
            ulong count = (ulong)pointers[^1];
            (data, indices) = count == 0 ? (null, null) : (Column<T>(count), Column<int>(count));
            H5Group group = H5Layout.Group("csr_matrix", "0.1.0",
            [
                ("data", data ?? (H5Object)H5Layout.Plain(Array.Empty<T>(), [0])),
                ("indices", indices ?? (H5Object)H5Layout.Plain(Array.Empty<int>(), [0])),
                ("indptr", count <= int.MaxValue ? H5Layout.Plain(Array.ConvertAll(pointers, p => (int)p), [pointers.Length]) : H5Layout.Plain(pointers, [pointers.Length])),
            ]);
            group.Attributes["shape"] = new H5Attribute(new long[] { matrix.Rows, matrix.Columns });
            Root = group;
        }

        public override H5Object Root { get; }

        public override void Stream(H5NativeWriter writer)
        {
            if (data is null || indices is null)
                return;
            ulong offset = 0;
            foreach (SparseRows block in matrix.ReadRowBlocks())
            {
                ulong count = (ulong)block.Values.Length;
                if (count == 0)
                    continue;
                writer.Write(data, Array.ConvertAll(block.Values, T.CreateTruncating), new HyperslabSelection(0, count), new HyperslabSelection(offset, count));
                writer.Write(indices, block.Indices, new HyperslabSelection(0, count), new HyperslabSelection(offset, count));
                offset += count;
            }
        }

        /// <summary>One pass over the matrix: HDF5 needs the number of values before the first is written.</summary>
        private static long[] Pointers(ICellMatrix matrix)
        {
            long[] pointers = new long[matrix.Rows + 1];
            foreach (SparseRows block in matrix.ReadRowBlocks())
                for (int row = 0; row < block.Rows; row++)
                    pointers[block.FirstRow + row + 1] = pointers[block.FirstRow] + block.Pointers[row + 1];
            return pointers;
        }

        private static H5Dataset<TItem[]> Column<TItem>(ulong count) where TItem : unmanaged =>
            new([count], [(uint)Math.Min(count, SparseChunk)], H5Layout.Compressed(Unsafe.SizeOf<TItem>(), new StreamingChunkCache(1)));
    }
}
