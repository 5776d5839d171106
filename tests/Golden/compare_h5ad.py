"""Reads pairs of files (original, written again) with anndata and prints what differs, one line each; nothing when all are equal.

usage: compare_h5ad.py ORIGINAL COPY [ORIGINAL COPY ...]
"""
import os
import sys

import anndata
import numpy as np
import pandas as pd
import scipy.sparse as sp


def dense(x):
    if isinstance(x, pd.DataFrame):
        x = x.values
    return np.asarray(x.toarray() if sp.issparse(x) else x, dtype=float)


def equal(a, b):
    return a.shape == b.shape and np.allclose(a, b, rtol=1e-6, atol=0, equal_nan=True)


def compare(original, copy):
    a, b = anndata.read_h5ad(original), anndata.read_h5ad(copy)
    name = os.path.basename(original)
    if a.X is not None and not equal(dense(a.X), dense(b.X)):
        print(name, "X")
    for what in ("layers", "obsm"):
        for key, value in getattr(a, what).items():
            if isinstance(value, pd.DataFrame):
                continue
            if getattr(value, "ndim", 2) == 2 and not equal(dense(value), dense(getattr(b, what)[key])):
                print(name, what, key)
    for what in ("obs", "var"):
        x, y = getattr(a, what), getattr(b, what)
        if list(x.index) != list(y.index):
            print(name, what, "index")
        if list(x.columns) != list(y.columns):
            print(name, what, "columns", set(x.columns) ^ set(y.columns))
            continue
        for c in x.columns:
            p, q = x[c], y[c]
            missing = p.isna().values
            if not (missing == q.isna().values).all():
                print(name, what, c, "missing")
                continue
            p, q = p[~missing], q[~missing]
            if isinstance(p.dtype, pd.CategoricalDtype):
                if [str(v) for v in p.cat.categories] != [str(v) for v in q.cat.categories] and not np.allclose(p.cat.categories.astype(float), q.cat.categories.astype(float)):
                    print(name, what, c, "categories")
                if p.cat.ordered != q.cat.ordered:
                    print(name, what, c, "ordered")
                p, q = p.astype(object), q.astype(object)
            try:
                same = np.allclose(p.astype(float), q.astype(float), rtol=1e-6, equal_nan=True)
            except (TypeError, ValueError):
                same = [str(v) for v in p] == [str(v) for v in q]
            if not same:
                print(name, what, c, list(p[:3]), list(q[:3]))


for i in range(1, len(sys.argv), 2):
    compare(sys.argv[i], sys.argv[i + 1])
