using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.H5ad;

/// <summary>Values that cannot be read are not numbers: they are null, with the reason, and cost nothing else.</summary>
public class UnreadableTests
{
    [Theory]
    [InlineData("f['X/indices'][0] = 99", "csr", "/X/indices: expected numbers from 0 to 3, found one outside.")]
    [InlineData("f['X/indptr'][1] = 1000000", "none", "/X/indptr: expected numbers that never fall, found")]
    [InlineData("del f['X/indices']", "none", "/X/indices: expected a dataset, found nothing.")]
    public void A_damaged_matrix_has_no_numbers_and_says_why(string damage, string kind, string why)
    {
        using var folder = new ScratchFolder();
        string path = folder.File("damaged.h5ad");
        H5adWriter.Write(path, Samples.Content(5, 4, "csr"));
        ReferencePython.Script($"import sys, h5py\nwith h5py.File(sys.argv[1], 'r+') as f: {damage}", path);
        Inspection inspection = Inspection.Of(path);
        Assert.Equal((5, 4), (inspection.NObs, inspection.NVars));
        Finding error = Assert.Single(inspection.Findings, finding => finding is { Path: "/X", Severity: "error" });
        Assert.StartsWith(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Fix, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(inspection.Findings, finding => finding.Code == "no-matrix");
        Assert.Contains("cannot be read: " + why.TrimEnd('.'), inspection.ToWords(), StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(inspection.ToJson());
        JsonElement x = document.RootElement.GetProperty("x");
        Assert.Equal(kind, x.GetProperty("kind").GetString());
        foreach (string number in new[] { "nonzero", "sum", "min", "max" })
            Assert.Equal(JsonValueKind.Null, x.GetProperty(number).ValueKind);
        Assert.StartsWith(why, x.GetProperty("unreadable").GetString(), StringComparison.Ordinal);
        Assert.False(document.RootElement.GetProperty("layers").GetProperty("counts").TryGetProperty("unreadable", out _));
    }

    [Theory]
    [InlineData("byte", "Expected a dense matrix, found values that do not agree with their checksum: the data is damaged.", "Copy the file again")]
    [InlineData("filter", "Expected a dense matrix, found a compression this version does not read (filter 32099).", "Write the file again with gzip")]
    public void Damaged_values_and_unknown_filters_are_told_apart(string damage, string message, string fix)
    {
        using var folder = new ScratchFolder();
        string path = folder.File("damaged.h5ad");
        ReferencePython.Script("""
            import sys, h5py, numpy as np, anndata as ad
            ad.AnnData(np.ones((20, 5), dtype='f4')).write_h5ad(sys.argv[1])
            with h5py.File(sys.argv[1], 'r+') as f:
                kind = dict(fletcher32=True) if sys.argv[2] == 'byte' else dict(compression='gzip')
                d = f['layers'].create_dataset('damaged', data=np.arange(100.).reshape(20, 5), chunks=(20, 5), **kind)
                place = d.id.get_chunk_info(0).byte_offset
            bytes_ = bytearray(open(sys.argv[1], 'rb').read())
            if sys.argv[2] == 'byte': bytes_[place + 5] ^= 255
            else:
                name = bytes_.find(b'deflate\0')
                assert name > 0
                bytes_[name - 8:name - 6] = (32099).to_bytes(2, 'little')
            open(sys.argv[1], 'wb').write(bytes_)
            """, path, damage);
        Inspection inspection = Inspection.Of(path);
        Finding error = Assert.Single(inspection.Findings, finding => finding.Path == "/layers/damaged");
        Assert.Equal(message, error.Message);
        Assert.StartsWith(fix, error.Fix, StringComparison.Ordinal);
        Assert.Equal(message, inspection.Layers["damaged"].Unreadable);
    }

    [Fact]
    public void A_file_without_cells_says_only_that()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("none.h5ad");
        H5adWriter.Write(path, new H5adContent { Obs = DataFrame.Numbered("cell", 0), Var = DataFrame.Numbered("gene", 3), X = new MemoryMatrix(new DenseMatrix(0, 3)) });
        Assert.Equal(["no-cells"], Inspection.Of(path).Findings.Where(finding => finding.Path == "/X").Select(finding => finding.Code));
    }

    [Fact]
    public void An_enumeration_is_read_by_its_names()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("enum.h5ad");
        H5adWriter.Write(path, Samples.Content(5, 4, "dense"));
        ReferencePython.Script("""
            import sys, h5py, numpy as np
            with h5py.File(sys.argv[1], 'r+') as f:
                f['obs'].attrs['column-order'] = ['wide', 'narrow']
                f['obs'].create_dataset('wide', data=[0, 5, 5, 0, -1], dtype=h5py.enum_dtype({'LOW': 0, 'HIGH': 5, 'NONE': -1}, basetype='i4'))
                f['obs'].create_dataset('narrow', data=[0, 1, 1, 0, 1], dtype=h5py.enum_dtype({'LOW': 0, 'HIGH': 1}, basetype='i1'))
            """, path);
        using AnnotatedData data = H5adReader.Open(path);
        DataColumn wide = data.RequireObs("wide");
        Assert.Equal((ColumnKind.Categorical, false), (wide.Kind, wide.IsOrdered));
        Assert.Equal(["NONE", "LOW", "HIGH"], wide.Categories!);
        Assert.Equal(["LOW", "HIGH", "HIGH", "LOW", "NONE"], wide.Labels);
        Assert.Equal(["LOW", "HIGH", "HIGH", "LOW", "HIGH"], data.RequireObs("narrow").Labels);
    }
}
