using System.Globalization;

namespace CellDynamics.Cli.Benchmarks.Opening;

/// <summary>A file as anndata writes it by default (uncompressed CSR, float32 counts, int32 columns, ten columns of annotations), written by h5py block by block; one seed, one file.</summary>
/// <param name="Path">In a temporary folder.</param>
/// <param name="Cells">Rows.</param>
/// <param name="PerCell">Counts other than zero in every cell, spread over all genes; those of a cell type are higher.</param>
internal sealed record SimulatedFile(string Path, int Cells, int PerCell)
{
    public const int Genes = 20_000;

    private const string Script = """
        import sys, numpy as np, h5py
        path, cells, per, genes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
        draw = np.random.default_rng(1)
        file = h5py.File(path, "w")
        text = h5py.string_dtype()
        def encoded(item, kind, version):
            item.attrs.update({"encoding-type": kind, "encoding-version": version})
            return item
        def column(group, name, values, kind="array", **how):
            encoded(group.create_dataset(name, data=values, **how), kind, "0.2.0")
        def frame(name, index, columns):
            group = encoded(file.create_group(name), "dataframe", "0.2.0")
            group.attrs["_index"] = "_index"
            group.attrs.create("column-order", list(columns), shape=(len(columns),), dtype=text if columns else "f8")
            column(group, "_index", index, "string-array", dtype=text)
            for key, values in columns.items():
                if not isinstance(values, tuple):
                    column(group, key, values)
                    continue
                inner = encoded(group.create_group(key), "categorical", "0.2.0")
                inner.attrs["ordered"] = False
                column(inner, "codes", values[0].astype("i1"))
                column(inner, "categories", values[1], "string-array", dtype=text)
        encoded(file, "anndata", "0.1.0")
        labels = {"batch": 8, "donor": 12, "cell_type": 30, "leiden": 25, "phase": 3}
        columns = {key: (draw.integers(0, n, cells), [f"{key}_{i}" for i in range(n)]) for key, n in labels.items()}
        columns["day"] = (draw.integers(0, 5, cells), ["0", "2", "4", "7", "14"])
        columns["n_genes"] = draw.integers(500, 3000, cells)
        columns["total_counts"] = draw.random(cells, "f4") * 10000
        columns["pct_counts_mt"] = draw.random(cells)
        columns["doublet_score"] = draw.random(cells)
        bases = np.frombuffer(b"ACGT", "S1")[draw.integers(0, 4, (cells, 16))].view("S16").ravel()
        frame("obs", [f"{name.decode()}-{i}" for i, name in enumerate(bases)], columns)
        frame("var", [f"ENSG{i:011d}" for i in range(genes)], {})
        x = encoded(file.create_group("X"), "csr_matrix", "0.1.0")
        x.attrs["shape"] = np.array([cells, genes])
        data = x.create_dataset("data", (cells * per,), "f4")
        indices = x.create_dataset("indices", (cells * per,), "i4")
        x["indptr"] = np.arange(0, cells * per + 1, per, dtype="i4" if cells * per < 2**31 else "i8")
        types, wide = columns["cell_type"][0], genes // per
        for first in range(0, cells, 2000):
            last = min(cells, first + 2000)
            drawn = (np.arange(per, dtype="i4") * wide + draw.integers(0, wide, (last - first, per), dtype="i4"))
            counts = draw.geometric(0.5, (last - first, per)) * np.where(drawn % 30 == types[first:last, None], 5, 1)
            indices[first * per:last * per] = drawn.ravel()
            data[first * per:last * per] = counts.ravel()
        for name in ["obsm", "varm", "obsp", "varp", "uns", "layers"]:
            encoded(file.create_group(name), "dict", "0.1.0")
        file.close()
        """;

    public long Entries => (long)Cells * PerCell;

    /// <summary>Bytes of a file of so many cells, with room for names and annotations.</summary>
    public static long BytesOf(long cells, int perCell) => cells * (8L * perCell + 200);

    /// <exception cref="InvalidOperationException">Python or h5py is missing; the message says what it said.</exception>
    public static SimulatedFile Write(string folder, int cells, int perCell, CancellationToken cancellation)
    {
        string path = System.IO.Path.Combine(folder, $"{cells}x{perCell}.h5ad");
        MeasuredProcess.Run(MeasuredProcess.Python, ["-c", Script, path, Text(cells), Text(perCell), Text(Genes)], cancellation);
        return new SimulatedFile(path, cells, perCell);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
