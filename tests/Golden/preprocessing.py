"""Reference for normalisation, highly variable genes and PCA: numpy, pandas and scikit-learn (1.2) on a file given.

usage: preprocessing.py FILE SCALE GENES DIMS [EVERY]   SCALE: counts | linear | log;  EVERY: fit on every n-th cell only
prints JSON: genes, states (first 5 cells, absolute values), singular variance ratios, total of the normalised matrix
"""
import json
import sys

import anndata
import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.decomposition import PCA

path, scale, genes, dims = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
every = int(sys.argv[5]) if len(sys.argv) > 5 else 1
a = anndata.read_h5ad(path)
x = (a.X.toarray() if sp.issparse(a.X) else a.X).astype(float)
if scale == "counts":
    x = np.log1p(1e4 * x / np.maximum(x.sum(axis=1, keepdims=True), 1e-300))
elif scale == "linear":
    x = np.log1p(x)
fit = x[::every]

# Dispersion within bins of the mean, written from the description in Satija et al. 2015 and Scanpy's documentation.
e = np.expm1(fit)
mean, var = e.mean(axis=0), e.var(axis=0, ddof=1)
mean[mean == 0] = 1e-12
with np.errstate(divide="ignore"):
    dispersion = np.where(var == 0, np.nan, np.log(var / mean))
df = pd.DataFrame({"mean": np.log1p(mean), "d": dispersion})
df["bin"] = pd.cut(df["mean"], bins=20)
grouped = df.groupby("bin")["d"]
m, s = grouped.mean(), grouped.std(ddof=1)
alone = s.isnull()
s[alone] = m[alone]
m[alone] = 0
score = (df["d"].values - m[df["bin"].values].values) / s[df["bin"].values].values
varying = np.flatnonzero(fit.var(axis=0) > 0)
if len(varying) > genes:
    ranked = sorted(varying, key=lambda g: (-score[g] if not np.isnan(score[g]) else np.inf, g))
    varying = np.sort(ranked[:genes])

pca = PCA(n_components=dims, svd_solver="full").fit(fit[:, varying])
states = pca.transform(x[:, varying])
print(json.dumps(dict(
    genes=[int(g) for g in varying], total=float(x.sum()), ratio=pca.explained_variance_ratio_.tolist(),
    states=np.abs(states[:5]).tolist(), norms=np.linalg.norm(states, axis=0).tolist())))
