"""Writes a small AnnData file whose groups hold names outside ASCII: HDF5 moves the links of such a group from its table into its header, and leaves behind where the table stood.

usage: /usr/bin/python3 tests/Golden/link_names.py   (from the root of the repository; the file is checked in)
"""
import gzip
import os

import h5py
import numpy as np

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "links")
os.makedirs(ROOT, exist_ok=True)
TEXT = h5py.string_dtype()


def tag(target, kind, version):
    target.attrs["encoding-type"] = kind
    target.attrs["encoding-version"] = version
    return target


def frame(parent, name, index, columns):
    group = tag(parent.create_group(name), "dataframe", "0.2.0")
    group.attrs["_index"] = "_index"
    group.attrs.create("column-order", columns, dtype=TEXT)
    tag(group.create_dataset("_index", data=index, dtype=TEXT), "string-array", "0.2.0")
    for i, column in enumerate(columns):
        tag(group.create_dataset(column, data=np.arange(len(index)) + 10 * i), "array", "0.2.0")
    return group


PATH = os.path.join(ROOT, "names.h5ad")
with h5py.File(PATH, "w") as f:
    tag(f, "anndata", "0.1.0")
    f.attrs["größe"] = "µ"
    frame(f, "obs", ["a", "b", "c"], ["day", "día", "日本", "z"]).attrs["maß"] = 5
    frame(f, "var", ["g", "é"], ["😀", "last"])
    x = np.arange(6, dtype="f4").reshape(3, 2)
    tag(f.create_dataset("X", data=x), "array", "0.2.0")
    for place in ("layers", "obsm", "uns"):
        tag(f.create_group(place), "dict", "0.1.0")
    for name in ("ö", "z"):
        tag(f.create_dataset(f"layers/{name}", data=2 * x), "array", "0.2.0")
        tag(f.create_dataset(f"obsm/X_{name}", data=x), "array", "0.2.0")
    for group in ("ü", "ü/µ", "ü/µ/ñ", "z"):
        tag(f.create_group(f"uns/{group}"), "dict", "0.1.0")
        f[f"uns/{group}/1"] = 1
        f[f"uns/{group}/ß"] = 2
        f[f"uns/{group}/last"] = 3
with open(PATH, "rb") as plain, open(PATH + ".gz", "wb") as packed:
    packed.write(gzip.compress(plain.read(), mtime=0))
os.remove(PATH)
