using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Formats;

public class MuDataTests
{
    /// <summary>Cells c0 … c3 of rna are the cells 3, none, 1 and 0 of the whole file.</summary>
    private const string Script = """
        import sys, h5py, numpy as np, pandas as pd, anndata
        from anndata._io.specs import write_elem
        def modality(names, **obs): return anndata.AnnData(np.ones((len(names), 2)), dtype='f4', obs=pd.DataFrame(obs, index=names))
        with h5py.File(sys.argv[1], 'w') as f:
            f.attrs['encoding-type'] = 'MuData'
            write_elem(f, 'mod/rna', modality(['c0', 'c1', 'c2', 'c3'], own=[1, 2, 3, 4], kept=[5, 6, 7, 8]))
            write_elem(f, 'mod/prot', modality(['c3', 'p']))
            write_elem(f, 'obs', pd.DataFrame({
                'day': [0, 1, 2, 3], 'condition': pd.Categorical(['a', 'b', 'a', None]), 'rna:cluster': ['w', 'x', 'y', 'z'], 'prot:cluster': ['no'] * 4,
                'rna:own': [4., 3., np.nan, 1.], 'kept': [0, 0, 0, 0], 'of prot': [np.nan, np.nan, 1., np.nan], 'b': [True, False, True, False]},
                index=['c3', 'c2', 'p', 'c0']))
            if sys.argv[2] == 'map':
                f['obs/_index'][...] = ['i', 'j', 'k', 'l']
            f['obsmap/rna'] = np.array([4, 3, 0, 1] if sys.argv[2] == 'map' else [4, 3, 0, 9], 'u4')
        """;

    [Theory]
    [InlineData("map")]
    [InlineData("names")]
    public void Columns_of_the_whole_file_are_those_of_the_modality_too(string by)
    {
        using var folder = new ScratchFolder();
        string path = folder.File("a.h5mu");
        ReferencePython.Script(Script, path, by);
        using AnnotatedData data = DatasetFile.Open(path, new OpenChoices { Modality = "rna" });
        Assert.Equal(["own", "kept", "day", "condition", "cluster", "b"], data.Obs.Columns.Select(column => column.Name));
        Assert.Equal([3, double.NaN, 1, 0], data.RequireObs("day").Numbers!);
        Assert.Equal([null, null, "b", "a"], data.RequireObs("condition").Labels);
        Assert.Equal(["z", null, "x", "w"], data.RequireObs("cluster").Labels);
        Assert.Equal(["False", null, "False", "True"], data.RequireObs("b").Labels);
        Assert.Equal([5, 6, 7, 8], data.RequireObs("kept").Numbers!);
        Assert.Equal(["/obs of the whole file has other values in 'rna:own' than rna; those of rna are taken.", "/obs of the whole file has other values in 'kept' than rna; those of rna are taken."], data.Notes);
    }

    [Fact]
    public void Anndata_reads_them_of_the_conversion()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("a.h5mu"), converted = folder.File("b.h5ad");
        ReferencePython.Script(Script, path, "names");
        DatasetConversion.Convert(path, converted, new OpenChoices { Modality = "rna" });
        Assert.Equal("['own', 'kept', 'day', 'condition', 'cluster', 'b'] [3, <NA>, 1, 0] [nan, nan, 'b', 'a'] 2", ReferencePython.Script("""
            import sys, anndata
            a = anndata.read_h5ad(sys.argv[1])
            print(list(a.obs.columns), a.obs['day'].tolist(), a.obs['condition'].tolist(), len(a.uns['celldynamics_notes']))
            """, converted).Trim());
    }
}
