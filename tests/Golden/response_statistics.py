"""Reference numbers of the tests of response: reads the cells and changes of a test in `d`, prints numbers in the order the test reads them.

Run by ResponseReferenceTests through PythonReference, which puts the arrays of the test into `d`.
"""
import itertools

from scipy.spatial.distance import cdist
from scipy.stats import permutation_test, ttest_rel, ttest_1samp

control, treated, differences = d["control"], d["treated"], d["differences"]
scale = float(d["scale"])
gammas = [2, 1, 0.5, 0.1, 0.01, 0.005]


def separation(xy, xx, yy):
    n, m = len(xx), len(yy)
    off = lambda a: (a.sum() - np.trace(a)) / (len(a) * (len(a) - 1))
    return 2 * xy.mean() - off(xx) - off(yy)


def kernel(a, b):
    q = cdist(a, b, "sqeuclidean") / scale**2
    return -np.mean([np.exp(-g * q) for g in gammas], axis=0)


print(separation(cdist(control, treated), cdist(control, control), cdist(treated, treated)))
print(separation(kernel(control, treated), kernel(control, control), kernel(treated, treated)))

# Paired t over donors, with its interval.
t = ttest_rel(differences, np.zeros(len(differences)))
interval = ttest_1samp(differences, 0).confidence_interval(0.95)
print(t.pvalue, interval.low, interval.high)

# All sign flips.
flips = permutation_test((differences,), np.mean, permutation_type="samples", n_resamples=np.inf)
print(flips.pvalue)

# Benjamini & Hochberg.
p = d["p"]
order = np.argsort(p)
ranked = p[order] * len(p) / np.arange(1, len(p) + 1)
adjusted = np.empty(len(p))
adjusted[order] = np.minimum(1, np.minimum.accumulate(ranked[::-1])[::-1])
print(*adjusted)
