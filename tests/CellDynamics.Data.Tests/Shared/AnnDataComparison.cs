namespace CellDynamics.Data.Tests.Shared;

/// <summary>Compares what anndata 0.8 reads of a file with what it reads of its export: values, types, categories and their order, names, and nothing beside but the results.</summary>
public static class AnnDataComparison
{
    private const string Script = """
        import sys, anndata, numpy as np, pandas as pd, scipy.sparse as sp
        def plain(v): return v.decode() if isinstance(v, bytes) else v
        def tell(place, what): print(f'{name}{place}: {what}')
        def is_text(a): return a.dtype.kind in 'OUS'
        def arrays(a, b, place):
            if a.shape != b.shape: return tell(place, f'shape {a.shape} {b.shape}')
            if a.dtype.names:
                if a.dtype.names != b.dtype.names: return tell(place, f'fields {a.dtype} {b.dtype}')
                for n in a.dtype.names: arrays(a[n], b[n], f'{place}/{n}')
            elif is_text(a):
                if not is_text(b) or [plain(v) for v in a.ravel().tolist()] != [plain(v) for v in b.ravel().tolist()]: tell(place, f'texts {a[:3]} {b[:3]}')
            elif a.dtype.newbyteorder('=') != b.dtype: tell(place, f'type {a.dtype} {b.dtype}')
            elif not np.array_equal(a, b, equal_nan=a.dtype.kind in 'fc'): tell(place, 'values')
        def series(a, b, place):
            if str(a.dtype) == 'category':
                if str(b.dtype) != 'category' or a.cat.ordered != b.cat.ordered: return tell(place, f'{a.dtype} {b.dtype}')
                arrays(np.asarray(a.cat.categories), np.asarray(b.cat.categories), place + '(categories)')
                return arrays(np.asarray(a.cat.codes), np.asarray(b.cat.codes), place + '(codes)')
            if hasattr(a.array, '_mask'):
                if a.dtype != b.dtype: return tell(place, f'{a.dtype} {b.dtype}')
                arrays(a.array._mask, b.array._mask, place + '(mask)')
                return arrays(a.array._data[~a.array._mask], b.array._data[~a.array._mask], place)
            arrays(np.asarray(a), np.asarray(b), place)
        def frames(a, b, place):
            if list(a.columns) != list(b.columns): return tell(place, f'columns {list(a.columns)[:5]} {list(b.columns)[:5]}')
            if a.index.name != b.index.name: tell(place, f'index {a.index.name} {b.index.name}')
            arrays(np.asarray(a.index), np.asarray(b.index), place + '(index)')
            for i, c in enumerate(a.columns): series(a.iloc[:, i], b.iloc[:, i], f'{place}/{c}')
        def same(a, b, place):
            if hasattr(a, 'keys') and not isinstance(a, pd.DataFrame):
                if set(a.keys()) != set(b.keys()): return tell(place, f'keys {set(a.keys()) ^ set(b.keys())}')
                for k in a.keys(): same(a[k], b[k], f'{place}/{k}')
            elif isinstance(a, pd.DataFrame): frames(a, b, place)
            elif isinstance(a, (pd.Categorical, pd.core.arrays.ExtensionArray)): series(pd.Series(a), pd.Series(b), place)
            elif sp.issparse(a):
                if type(a) != type(b) or a.shape != b.shape: return tell(place, f'{type(a)} {type(b)}')
                for part in ('data', 'indices', 'indptr'): arrays(getattr(a, part), getattr(b, part), f'{place}/{part}')
            elif a is None or b is None:
                if a is not b: tell(place, f'{a} {b}')
            elif isinstance(a, (str, bytes)):
                if plain(a) != plain(b): tell(place, f'{a!r} {b!r}')
            elif type(a).__module__.startswith('h5py'):
                if repr(a) != repr(b): tell(place, f'{a!r} {b!r}')
            else: arrays(np.asarray(a), np.asarray(b), place)
        def without(d): return {k: v for k, v in d.items() if not k.startswith('celldynamics')}
        for line in sys.stdin.read().splitlines():
            name, source, export = line.split('\t')
            try:
                a, b = anndata.read_h5ad(source), anndata.read_h5ad(export)
            except Exception as e:
                tell('', repr(e)[:300])
                continue
            if list(b.obs.columns)[-1] != 'celldynamics_time' or b.obs['celldynamics_time'].tolist() != list(map(float, range(b.n_obs))): tell('/obs', 'no time')
            if b.obsm['celldynamics_state'].shape != (b.n_obs, 2): tell('/obsm', 'no state')
            if b.uns['celldynamics']['message'] != 'settled' or b.uns['celldynamics']['metrics']['loss'] != 0.5 or b.uns['celldynamics']['points'].shape != (3, 5, 2): tell('/uns', 'no result')
            frames(a.obs, b.obs[[c for c in b.obs.columns if not c.startswith('celldynamics')]], '/obs')
            frames(a.var, b.var, '/var')
            same(a.X, b.X, '/X')
            for part in ('layers', 'obsm', 'varm', 'obsp', 'varp', 'uns'): same(dict(getattr(a, part)), without(dict(getattr(b, part))), '/' + part)
            if (a.raw is None) != (b.raw is None): tell('/raw', f'{a.raw} {b.raw}')
            elif a.raw is not None:
                same(a.raw.X, b.raw.X, '/raw/X')
                frames(a.raw.var, b.raw.var, '/raw/var')
                same(dict(a.raw.varm), dict(b.raw.varm), '/raw/varm')
        """;

    /// <summary>One line per difference.</summary>
    /// <param name="files">Name, source and export of each.</param>
    public static string Differences(IEnumerable<(string Name, string Source, string Export)> files)
    {
        using var folder = new ScratchFolder();
        string list = folder.File("files.tsv");
        File.WriteAllLines(list, files.Select(file => $"{file.Name}\t{file.Source}\t{file.Export}"));
        return ReferencePython.Script($"import sys; sys.stdin = open({System.Text.Json.JsonSerializer.Serialize(list)})\n" + Script).Trim();
    }
}
